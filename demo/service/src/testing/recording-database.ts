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
  /** The number of connections that were not released. */
  heldConnections(): number;
}

/**
 * A Kysely without a server: it keeps each statement and returns no rows, or throws. It checks the contract of a file
 * where there is no PostgreSQL. Whether a statement is valid it cannot check.
 *
 * @param refuse returns the error for a statement, or null to accept it
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
    streamQuery() {
      throw new Error('These tests stream nothing.');
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
