-- Turns a fresh Ratel schema into one that grew column by column: the columns that were added later stand last,
-- may be NULL and have lost their UNIQUE constraints. To be run while the tables are empty.
alter table users
  drop column user_type, drop column parent_id, drop column username, drop column html_contents, drop column evm_address,
  drop column password, drop column membership, drop column theme, drop column referral_code, drop column phone_number,
  drop column telegram_id;
alter table users
  add column telegram_id bigint, add column phone_number text, add column referral_code text, add column theme integer,
  add column membership integer, add column password text, add column evm_address text, add column html_contents text,
  add column username text, add column parent_id bigint, add column user_type integer;
alter table groups drop column permissions, drop column image_url, drop column description;
alter table groups add column description text, add column image_url text, add column permissions bigint;
alter table feeds
  drop column url, drop column url_type, drop column files, drop column rewards, drop column status, drop column artwork_metadata;
alter table feeds
  add column status integer, add column rewards bigint, add column files jsonb, add column url_type integer, add column url text,
  add column artwork_metadata jsonb;
alter table spaces
  drop column started_at, drop column ended_at, drop column status, drop column files, drop column num_of_redeem_codes,
  drop column notice_quiz, drop column booster_type, drop column publishing_scope;
alter table spaces
  add column publishing_scope integer, add column booster_type integer, add column notice_quiz jsonb,
  add column num_of_redeem_codes bigint, add column files jsonb, add column status integer, add column ended_at bigint,
  add column started_at bigint;
alter table discussions drop column creator_id, drop column media_pipeline_arn, drop column record;
alter table discussions add column record text, add column media_pipeline_arn text, add column creator_id bigint;
alter table space_members alter column updated_at drop not null;
alter table user_points alter column updated_at drop not null;
