/** A change of a service, made by hand. */
export interface TriedEdit {
  what: string;
  /** Whether it repairs the service; else it hides the failure. */
  right: boolean;
  /** Texts of the service's module, and what takes their place. */
  edits: [find: string, put: string][];
}

/** A service with one fault, what is recorded of it, and changes of it. */
export interface TriedService {
  /** Folder of the service in its repository. */
  name: string;
  /** The kind of fault. */
  kind: string;
  /** Statements for its empty database; absent: it has none. */
  sql?: string;
  /** Null: it is in the fixture `field`. */
  text: string | null;
  /** What the recorder sends of the failing request. */
  recording: Record<string, unknown>;
  /** And of good ones of the same route. */
  good: Record<string, unknown>[];
  tried: TriedEdit[];
}
