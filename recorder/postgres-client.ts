/** For a connection, in seconds. */
const LONGEST_S = 2;

/** What postgres.js knows of a database, as far as it is used here. */
export interface PostgresOptions {
  host: string[];
  port: number[];
  path: string | false;
  database: string;
  user: string;
  pass: unknown;
  ssl: unknown;
}

interface Sql {
  unsafe(text: string, values: unknown[]): Promise<Iterable<unknown>>;
  end(options: { timeout: number }): Promise<void>;
}

/** The function that postgres.js exports. */
export type Postgres = (options: object) => Sql;

/** A client that can be opened like one of `pg` with the settings of another one. */
interface Client {
  connect(): Promise<void>;
  query(text: string, values: unknown[]): Promise<{ rows: unknown[] }>;
  end(): Promise<void>;
  on(): void;
}

const clients = new WeakMap<PostgresOptions, object>();

/** The client of these options: its settings, and a constructor that opens another one with the same. */
export function clientWith(postgres: Postgres, options: PostgresOptions): object {
  const known = clients.get(options);
  if (known) return known;
  const [host, port] = [options.host[0], options.port[0]];
  const { database, user, pass: password, ssl } = options;

  class PostgresClient implements Client {
    host = host;
    port = port;
    database = database;
    user = user;
    password = password;
    ssl = ssl;
    #sql: Sql | null = null;

    async connect(): Promise<void> {
      const bounded = {
        max: 1,
        connect_timeout: LONGEST_S,
        idle_timeout: LONGEST_S,
        max_lifetime: LONGEST_S,
      };
      const quiet = { fetch_types: false, prepare: false, onnotice: () => {} };
      const path = options.path ? { path: options.path } : {};
      this.#sql = postgres({ host, port, ...path, database, user, password, ssl, ...bounded, ...quiet });
    }

    async query(text: string, values: unknown[]): Promise<{ rows: unknown[] }> {
      return { rows: [...((await this.#sql?.unsafe(text, values)) ?? [])] };
    }

    async end(): Promise<void> {
      await this.#sql?.end({ timeout: 0 });
    }

    on(): void {}
  }
  const client = new PostgresClient();
  clients.set(options, client);
  return client;
}
