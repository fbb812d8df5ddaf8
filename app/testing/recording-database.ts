import {
  type DatabaseConnection,
  type Driver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
} from 'kysely';

export interface RecordingDatabase {
  db: Kysely<unknown>;
  /** Statements in the order in which they were sent, with `BEGIN`, `COMMIT` and `ROLLBACK`. */
  statements: string[];
  /** Connections that are not given back. */
  heldConnections(): number;
}

/**
 * A Kysely on a wire that leads nowhere: it notes what is sent and answers no rows, or refuses. It lets the
 * contract of a file be checked where there is no PostgreSQL; it says nothing about whether a statement is valid.
 *
 * @param refuse the error for a statement, or null to accept it
 */
export function createRecordingDatabase(
  refuse: (statement: string) => Error | null = () => null,
): RecordingDatabase {
  const statements: string[] = [];
  let held = 0;
  const connection: DatabaseConnection = {
    async executeQuery(query) {
      statements.push(query.sql);
      const error = refuse(query.sql);
      if (error) throw error;
      return { rows: [] };
    },
    // biome-ignore lint/correctness/useYield: nothing is streamed here
    async *streamQuery() {
      throw new Error('streaming is not part of this contract');
    },
  };
  const note = (statement: string) => async () => {
    statements.push(statement);
  };
  const driver: Driver = {
    init: async () => {},
    acquireConnection: async () => {
      held += 1;
      return connection;
    },
    beginTransaction: note('BEGIN'),
    commitTransaction: note('COMMIT'),
    rollbackTransaction: note('ROLLBACK'),
    releaseConnection: async () => {
      held -= 1;
    },
    destroy: async () => {},
  };
  const db = new Kysely<unknown>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => driver,
      createIntrospector: (database) => new PostgresIntrospector(database),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  });
  return { db, statements, heldConnections: () => held };
}
