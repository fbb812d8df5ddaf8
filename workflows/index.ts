export { healIncident } from './heal-incident.ts';
export { resetService } from './reset.ts';
export { retryIncident } from './retry-incident.ts';
export { rollBackFix } from './roll-back-fix.ts';
