import { defineErrors } from '../error-entry.ts'

/** PostgreSQL: finding it, being let in, reading it, keeping the snapshot. */
export const sourceErrors = defineErrors({
  SOURCE_URL_MISSING: {
    title: 'no source database is given',
    why: 'pgfold reads the address of PostgreSQL from DATABASE_URL or from the PG* variables of libpq.',
    fix: 'Set DATABASE_URL, for example postgresql://user@host:5432/database, or PGHOST, PGUSER and PGDATABASE.',
    exit: 78,
    retry: 'stop',
  },
  SOURCE_URL_INVALID: {
    title: 'the source URL cannot be read',
    why: 'A URL has the form postgresql://user:password@host:port/database?option=value.',
    fix: 'Correct DATABASE_URL. In the user name and the password write / ? # @ : and % as %2F %3F %23 %40 %3A %25.',
    exit: 78,
    retry: 'stop',
  },
  SOURCE_CONFIG_SEALED: {
    title: 'the source configuration has lost its password',
    why:
      'A secret is removed when a configuration is turned into JSON or sent to another thread, so that it cannot ' +
      'leak there by accident.',
    fix: 'Send revealSourceConfig(config) to the other thread and call concealSourceConfig(plain) there.',
    exit: 1,
    retry: 'stop',
  },
  SOURCE_UNREACHABLE: {
    title: 'Failed to connect to database',
    why:
      'Nothing answers as PostgreSQL at this address: the name does not resolve, the port is closed, or a firewall ' +
      'drops the connection.',
    fix:
      'Check DATABASE_URL and database availability: is the server running, are host and port right, may this ' +
      'machine reach it?',
    exit: 1,
    retry: 'stop',
  },
  SOURCE_NOT_READY: {
    title: 'Failed to connect to database, it is not ready',
    why: 'The server answers, but it is starting up, shutting down or recovering.',
    fix: 'Wait until the server accepts connections, then run the same command again.',
    exit: 1,
    retry: 'retry',
  },
  SOURCE_AUTHENTICATION: {
    title: 'Failed to connect to database, it rejects the user or the password',
    why:
      'The password is wrong or missing, the role does not exist or may not log in, or pg_hba.conf has no line for ' +
      'this host.',
    fix:
      'Check the user and the password in DATABASE_URL (or PGUSER, PGPASSWORD, ~/.pgpass with mode 0600) and the ' +
      'role on the server.',
    exit: 78,
    retry: 'stop',
  },
  SOURCE_DATABASE_UNKNOWN: {
    title: 'Failed to connect to database, there is no database of this name',
    why: 'The server answers, but it has no database of the name in the URL.',
    fix: 'Check the database name in DATABASE_URL. "psql -l" lists the databases of the server.',
    exit: 78,
    retry: 'stop',
  },
  SOURCE_TLS_REFUSED: {
    title: 'Failed to connect to database, the server offers no TLS 1.2 or newer',
    why: 'Connections to another host are encrypted and verified unless you switch that off.',
    fix: 'Enable TLS on the server, or add sslmode=disable to DATABASE_URL if you trust the network in between.',
    exit: 78,
    retry: 'stop',
  },
  SOURCE_TLS_REQUIRED: {
    title: 'Failed to connect to database, the server requires TLS',
    why:
      'pg_hba.conf accepts this role only over an encrypted connection, and TLS is off (sslmode=disable, or a local ' +
      'address).',
    fix: 'Add sslmode=verify-full to DATABASE_URL.',
    exit: 78,
    retry: 'stop',
  },
  SOURCE_TLS_UNVERIFIED: {
    title: 'Failed to connect to database, its certificate cannot be verified',
    why:
      'The certificate is self-signed, expired, issued for another host, or signed by an authority that is not known ' +
      'here.',
    fix:
      'Add sslrootcert=/path/to/ca.pem to DATABASE_URL (managed services offer their certificates for download). ' +
      'sslmode=no-verify accepts any certificate, also that of an attacker.',
    exit: 78,
    retry: 'stop',
  },
  SOURCE_CHANNEL_UNBOUND: {
    title: 'Failed to connect to database, the login is not bound to the TLS connection',
    why:
      'channel_binding=require is set: the server must prove by SCRAM-SHA-256-PLUS that it holds the password and is ' +
      'the end of this very connection. No password was sent.',
    fix:
      'Use scram-sha-256 for this role in pg_hba.conf and in password_encryption, and no TLS proxy in between; or ' +
      'leave channel_binding out of DATABASE_URL.',
    exit: 78,
    retry: 'stop',
  },
  SOURCE_TLS_FILE: {
    title: 'a TLS file cannot be read',
    why: 'The file named by sslrootcert, sslcert or sslkey does not exist, may not be read or is not in PEM format.',
    fix: 'Check the path in DATABASE_URL or in PGSSLROOTCERT, PGSSLCERT, PGSSLKEY.',
    exit: 78,
    retry: 'stop',
  },
  SOURCE_SERVER_TOO_OLD: {
    title: 'the PostgreSQL server is too old',
    why:
      'pgfold needs PostgreSQL 14 or newer. Older servers are out of support and lack functions that safe reading ' +
      'needs.',
    fix: 'Upgrade the server, or restore a dump of it into a newer one and migrate from there.',
    exit: 78,
    retry: 'stop',
  },
  SOURCE_TOO_MANY_CONNECTIONS: {
    title: 'Failed to connect to database, it has no connection left',
    why:
      'The server has reached max_connections, or the role has reached its connection limit. A run needs one ' +
      'connection per worker and up to four more, a validation one per reader and two more.',
    fix:
      'Use fewer connections (--workers of migrate and resume, --readers of validate), close other clients, or raise ' +
      'the limit.',
    exit: 1,
    retry: 'retry',
  },
  SOURCE_CONNECTION_LOST: {
    title: 'the connection to the database was lost',
    why: 'The server ended the session or was restarted, or the network failed.',
    fix: 'Check the log of the server, then resume the run.',
    fixBeforeStart: 'Check the log of the server, then run the same command again. Nothing was written.',
    exit: 3,
    retry: 'retry',
  },
  SOURCE_UNRESPONSIVE: {
    title: 'the database does not answer any more',
    why:
      'The connection is open, but no byte has arrived within the limit, and asked over a second session the server ' +
      'does not say that it is still working on the query. A proxy may be holding a dead session.',
    fix: 'Check the server and the proxies in between, then resume the run. --source-silence sets a longer limit.',
    fixBeforeStart:
      'Check the server and the proxies in between, then run the same command again. Nothing was written.',
    exit: 3,
    retry: 'retry',
  },
  SOURCE_AUTH_PACKAGE: {
    title: 'a package for logging in is not installed',
    why: 'RDS IAM and Secrets Manager need a package of the AWS SDK that other users of pgfold do not need.',
    fix: 'Install the package beside pgfold.',
    exit: 78,
    retry: 'stop',
  },
  SOURCE_AUTH_FAILED: {
    title: 'the password could not be fetched',
    why: 'PGFOLD_SOURCE_AUTH says that AWS gives the password, and AWS did not give it.',
    fix:
      'Check credentials, region, the name of the secret, and the right rds-db:connect or ' +
      'secretsmanager:GetSecretValue.',
    exit: 1,
    retry: 'stop',
  },
  SOURCE_TRANSACTION_POOLING: {
    title: 'the pooler in front of the database works in transaction mode',
    why:
      'It gives every transaction another session of the server, so the lock that keeps a second run away would be ' +
      'left behind in a session of somebody else. Nothing was read or written.',
    fix:
      "Use the server's own address in DATABASE_URL, or the pooler in session mode (PgBouncer: pool_mode = session; " +
      'Supabase: port 5432; Neon: the host name without "-pooler").',
    exit: 78,
    retry: 'stop',
  },
  SOURCE_SNAPSHOT_LOST: {
    title: 'the snapshot of the source is gone',
    why:
      'A snapshot lives as long as the transaction that exported it. That session ended, or a standby cancelled it ' +
      'because of a recovery conflict.',
    fix:
      'Resume the run: it takes a new snapshot for the remaining work. On a standby, set hot_standby_feedback = on ' +
      'or raise max_standby_streaming_delay.',
    fixBeforeStart:
      'Nothing was written: run the same command again. On a standby, set hot_standby_feedback = on or raise ' +
      'max_standby_streaming_delay.',
    exit: 3,
    retry: 'stop',
  },
  SOURCE_ENCODING_UNKNOWN: {
    title: 'the encoding of the texts in the database is unknown',
    why:
      'An SQL_ASCII database stores bytes unchecked: one row may be UTF-8 and the next Latin-1. Items contain UTF-8, ' +
      'so some texts would fail during the run, and others would be wrong because they look like UTF-8 by chance.',
    fix:
      "Restore a dump into a database with ENCODING 'UTF8', converting the texts that are not UTF-8 (pg_dump " +
      '--encoding, iconv), and migrate from there.',
    exit: 78,
    retry: 'stop',
  },
  SOURCE_PERMISSION: {
    title: 'the role may not read an object of the source',
    why: 'The role in DATABASE_URL must be able to read every table, view and column that the mapping names.',
    fix: 'GRANT USAGE ON SCHEMA … and GRANT SELECT ON … to this role. "pgfold grants" prints all that a mapping needs.',
    exit: 78,
    retry: 'stop',
  },
  SOURCE_ROW_SECURITY: {
    title: 'row-level security would hide rows of a table',
    why:
      'Policies apply to this role, so it would see only part of the table, and the other rows would be missing ' +
      'without any message.',
    fix: 'Use a role with BYPASSRLS, or the owner of the table where row-level security is not forced.',
    exit: 78,
    retry: 'stop',
  },
  SOURCE_LOCK_TIMEOUT: {
    title: 'a table of the source is locked by another session',
    why:
      'Another session holds an exclusive lock (ALTER TABLE, TRUNCATE, VACUUM FULL …). Waiting longer would make ' +
      'other sessions queue behind this read.',
    fix: 'Wait for the other session to end (pg_blocking_pids names it), then resume.',
    fixBeforeStart:
      'Wait for the other session to end (pg_blocking_pids names it), then run the same command again: nothing was ' +
      'written.',
    exit: 3,
    retry: 'retry',
  },
  SOURCE_TABLES_CHANGED: {
    title: 'tables of the source were replaced while they were read',
    why:
      'A rewrite (ALTER TABLE … TYPE, VACUUM FULL, CLUSTER), TRUNCATE, a rename or a detached partition does not ' +
      'respect snapshots: rows may have looked gone. With --source-ddl check such changes are let through and found ' +
      'afterwards.',
    fix:
      'Start again: load into an empty table, or validate anew. With --source-ddl wait (the default) such changes ' +
      'wait until the reading has ended.',
    exit: 1,
    retry: 'stop',
  },
  SOURCE_QUERY_CANCELLED: {
    title: 'PostgreSQL cancelled a query',
    why:
      'The query took longer than --max-statement-time allows, or somebody cancelled it (pg_cancel_backend). The time ' +
      'includes that in which DynamoDB holds the reader back.',
    fix: 'Allow more time with --max-statement-time, or read smaller chunks with --page-size. Then resume the run.',
    fixBeforeStart: 'Allow more time with --max-statement-time, then run the same command again. Nothing was written.',
    exit: 3,
    retry: 'stop',
  },
  SOURCE_OUT_OF_RESOURCES: {
    title: 'PostgreSQL has no disk space or memory left for a query',
    why:
      'A disk of the server is full, its memory is used up, or the query would write more temporary files than ' +
      'temp_file_limit allows.',
    fix:
      'Make room on the server, or raise temp_file_limit or work_mem for this role. Smaller chunks (--page-size) and ' +
      'fewer workers (--workers) need less. Then resume the run.',
    fixBeforeStart:
      'Make room on the server, or raise temp_file_limit or work_mem for this role, then run the same command again. ' +
      'Nothing was written.',
    exit: 3,
    retry: 'stop',
  },
  SOURCE_SNAPSHOT_OLD: {
    title: 'the snapshot of the source has become old',
    why:
      'While a snapshot is held, VACUUM cannot remove rows that were deleted or replaced since, in the whole ' +
      'database: tables and indexes that are written to grow.',
    fix:
      'Resume the run: it goes on in a new snapshot, and "pgfold validate" finds what changed in between. Or allow ' +
      'more time with --max-snapshot-age.',
    fixBeforeStart: 'Run the same command again, or allow more time with --max-snapshot-age. Nothing was written.',
    exit: 3,
    retry: 'stop',
  },
  SOURCE_STANDBY_LAG: {
    title: 'the standby falls behind its primary',
    why:
      'A standby may have to wait with what it replays until the queries of this run have ended ' +
      '(max_standby_streaming_delay); other readers then see old data.',
    fix: 'Wait until the standby has caught up, then resume the run. Or allow more with --max-standby-lag.',
    fixBeforeStart:
      'Wait until the standby has caught up and run the same command again, or allow more with --max-standby-lag. ' +
      'Nothing was written.',
    exit: 3,
    retry: 'stop',
  },
  SOURCE_QUERY_FAILED: {
    title: 'PostgreSQL reports an error for a query',
    why:
      'The source changed since the mapping was checked, an SQL text in the mapping is wrong, or the server ran out ' +
      'of a resource.',
    fix: 'Run "pgfold check --mapping <file>" against this database. The log of the server has the whole statement.',
    exit: 1,
    retry: 'stop',
  },
  SOURCE_DUPLICATES: {
    title: 'several rows of the source would become one item',
    why: 'The mapping says that duplicates of this entity are an error (failOnDuplicate).',
    fix: 'Remove the duplicates in the source, or choose keepFirst or keepLast for the entity in the mapping.',
    exit: 2,
    retry: 'stop',
  },
  SOURCE_COPY_MALFORMED: {
    title: 'the COPY stream from PostgreSQL is damaged',
    why:
      'The data is not in COPY binary format: something between client and server changes bytes, or this is a defect ' +
      'in pgfold.',
    fix: 'Connect to the server directly, without proxies. Report it if it happens again.',
    exit: 1,
    retry: 'stop',
  },
  SOURCE_ROW_TOO_LARGE: {
    title: 'a row of the source is too large to be read',
    why: 'An item holds at most 400 KB, and PostgreSQL sends at most 1 GB as one row. This row is far larger.',
    fix: 'Leave the large column out of the mapping, or exclude such rows with "where".',
    exit: 2,
    retry: 'stop',
  },
  SOURCE_TEXT_UNQUOTABLE: {
    title: 'a name or a value cannot be written in SQL',
    why: 'A text in PostgreSQL cannot contain the zero character, and a name needs at least one character.',
    fix: 'Correct the name or the value in the mapping.',
    exit: 78,
    retry: 'stop',
  },
  SOURCE_RUN_LOCKED: {
    title: 'another run writes to this table',
    why:
      'Two runs that write to one table at the same time would disturb each other, and neither could prove its ' +
      'result.',
    fix: 'Wait for the other run to end, or stop it with Ctrl-C and resume it later.',
    exit: 1,
    retry: 'stop',
  },
})
