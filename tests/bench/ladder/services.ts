import { CALL_SERVICES } from './call-services.ts';
import { COMPUTING_SERVICES } from './computing-services.ts';
import { DATA_SERVICES } from './data-services.ts';
import { DATABASE_SERVICES } from './database-services.ts';
import { DEFAULT_SERVICES } from './default-services.ts';
import { FIELD_SERVICES } from './field-services.ts';
import { INVENTING_SERVICES } from './inventing-services.ts';
import { REQUEST_SERVICES } from './request-services.ts';
import { STORING_SERVICES } from './storing-services.ts';
import type { TriedService } from './tried-service.ts';

/** All services of the table. */
export const SERVICES: TriedService[] = [
  ...FIELD_SERVICES,
  ...DATABASE_SERVICES,
  ...STORING_SERVICES,
  ...REQUEST_SERVICES,
  ...COMPUTING_SERVICES,
  ...CALL_SERVICES,
  ...INVENTING_SERVICES,
  ...DATA_SERVICES,
  ...DEFAULT_SERVICES,
];
