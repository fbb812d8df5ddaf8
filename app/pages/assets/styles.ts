/// <reference path="./raw.d.ts" />
import base from './base.css?raw' with { type: 'text' };
import diff from './diff.css?raw' with { type: 'text' };
import frame from './frame.css?raw' with { type: 'text' };
import incident from './incident.css?raw' with { type: 'text' };
import list from './list.css?raw' with { type: 'text' };
import narrow from './narrow.css?raw' with { type: 'text' };
import overview from './overview.css?raw' with { type: 'text' };
import parts from './parts.css?raw' with { type: 'text' };
import services from './services.css?raw' with { type: 'text' };
import timeline from './timeline.css?raw' with { type: 'text' };

/** One style sheet; what is for narrow screens overrides the rest. */
export const styles = [base, frame, parts, list, incident, diff, timeline, overview, services, narrow].join(
  '',
);
