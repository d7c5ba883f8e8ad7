-- What an aged database has and a fresh one cannot: NULL in the columns that were added later, repeated unique values.
set session_replication_role = replica;
update users set username = null, evm_address = null, referral_code = null where id % 11 = 3;
update users set html_contents = null, password = null, membership = null, user_type = null where id % 13 = 4;
update users set evm_address = '' where id % 3 = 0;
update users set username = '' where id % 17 = 5;
update users set username = 'shared name' where id % 19 = 6;
update groups set description = null, image_url = null, permissions = null where id % 3 = 2;
update feeds set url_type = null, files = null, rewards = null, status = null where id % 7 = 2;
update spaces set status = null, files = null, num_of_redeem_codes = null, publishing_scope = null where id % 4 = 1;
update discussions set creator_id = null where id % 5 = 1;
update space_members set updated_at = null where id % 6 = 1;
update user_points set updated_at = null where id % 2 = 1;
set session_replication_role = default;
