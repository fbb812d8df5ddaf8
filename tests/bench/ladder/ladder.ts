import { type Figure, figureOf } from '../measure.ts';
import type { Surroundings } from '../surroundings.ts';
import { FIELD_SERVICES } from './field-services.ts';
import { type TriedVerdict, tryServices } from './try-services.ts';
