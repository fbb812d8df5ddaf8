import { guarded } from './guarded.ts';
import { type Place, placeOf } from './place-of.ts';

/** Routes, steps of a route, and what differs in the same step, of which the places are remembered. */
const MOST_ROUTES = 200;
const MOST_STEPS = 30;
const MOST_ASKED = 5;

/** The places of a route: by the number of the step, and by what it asks. */
export type RoutePlaces = Map<string, Place>[];

/** Remembers where each route asks what: a stack for each statement costs more than all else that is recorded. */
export function createPlaces(): (route: string) => RoutePlaces | null {
  const routes = new Map<string, RoutePlaces>();
  return (route) => {
    let places = routes.get(route);
    if (!places && routes.size < MOST_ROUTES) {
      places = [];
      routes.set(route, places);
    }
    return places ?? null;
  };
}

/**
 * The place where a request asks now. The same step of a route that asks the same has the place that it had before.
 * @param number of the step
 * @param what it asks, without what differs from request to request
 * @param above as for `placeOf`
 */
export function placeOfStep(
  places: RoutePlaces | null,
  number: number,
  what: string,
  above: (...given: never[]) => unknown,
): Place {
  if (!places || number >= MOST_STEPS) return placeOf(above);
  let asked = places[number];
  if (!asked) {
    asked = new Map();
    places[number] = asked;
  }
  const known = asked.get(what);
  if (known) return known;
  const place = placeOf(above);
  if (asked.size >= MOST_ASKED) return place;
  // Its text: a stack that is not read yet keeps the objects of the request in memory.
  guarded(() => asked.set(what, { stack: String(place.stack) }));
  return place;
}
