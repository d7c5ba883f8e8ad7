/**
 * Gives PostgreSQL 14 and 15 what 16 has as `pg_input_is_valid`: whether a text is a value of a type. Tests of types
 * try every input first, because one wrong text would end the whole statement.
 */
export const inputValiditySetup = `
  DO $setup$ BEGIN
    IF current_setting('server_version_num')::int < 160000 THEN
      CREATE FUNCTION pg_input_is_valid(input text, type text) RETURNS bool LANGUAGE plpgsql AS $body$
      BEGIN
        EXECUTE format('SELECT %L::%s', input, type);
        RETURN true;
      EXCEPTION WHEN others THEN
        RETURN false;
      END $body$;
    END IF;
  END $setup$;
`
