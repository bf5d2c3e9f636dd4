import { execFile } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { packTar } from 'modern-tar'
import { Client, type QueryResult } from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { emptyDatabase, type FreshDatabase, freshDatabase } from '../../test/fixtures/database.ts'
import { AttachmentFiles } from './attachment-files.ts'
import { readManifest } from './backup/archive.ts'
import { load } from './backup/load.ts'
import { parseManifest } from './backup/manifest.ts'
import { nightlyName, pruneBackups } from './backup/nightly.ts'
import { sealed } from './backup/seal.ts'
import { withSession } from './backup/session.ts'
import { checkBackup, restoreBackup as restoreChecked, writeBackup as writeWith } from './backup.ts'
import { migrate, migrations } from './migrate.ts'

/** One row and more in every table, of the kinds that a careless copy loses. */
const sample = String.raw`
  insert into sites values
    (1, 'acme', E'Acme \\N "Support"\t– Zürich', '{help.acme.example,"a,b{}\"\\"}', 'standard', 'active', '2026-01-01'),
    (2, 'empty', '', '{}', 'none', 'lapsed', '0044-03-15 12:00:00+00 BC');
  insert into directories values
    (1, 7, 'Globex', 'globex', 'customers', 'rehearsal', '-infinity', null, '2026-01-02 03:04:05.678901+00'),
    (1, 8, 'Initech', 'initech', 'staff', 'live', 'infinity', '2026-02-03', '2026-01-02');
  update directories set preset = 'entra', overrides = '{"patchAnswer":"always-200"}', client = 'okta',
    client_first_seen_at = now(), client_last_seen_at = '-infinity' where directory_id = 8;
  insert into directory_tokens values
    (1, 7, gen_random_uuid(), '\x00ff0a5c2e0d09', E'first\nsecond\r\n', now(), null, null, null);
  insert into directory_domains values (1, 7, 'globex.example', 'declared', now());
  insert into domain_proofs values (1, 7, 'globex.example', 'abc', now(), now(), now(), now(), '-infinity');
  insert into customers values
    (1, '00000000-0000-7000-8000-000000000001', '王小明 👩🏽‍💻 ẞ', '王小明', true, 7, now(), now()),
    (1, '00000000-0000-7000-8000-000000000002', '\.', '\.', false, null, now(), now());
  insert into directory_users values
    (1, 7, '00000000-0000-7000-8000-00000000000a', 'ann@globex.example', null, E'\b\f\v\\', true,
     E'{"name": "Ann \\u0041\\n\\\\", "note": "a\tb\nc\r"}', 9007199254740993, now(), now(),
     '00000000-0000-7000-8000-000000000001', now(), true);
  insert into directory_user_emails values (1, 7, '00000000-0000-7000-8000-00000000000a', 0, 'ann@globex.example', null);
  insert into deleted_directory_users values
    (1, 7, gen_random_uuid(), '\N', 'bob', '', '00000000-0000-7000-8000-000000000002', '-infinity');
  insert into directory_groups values
    (1, 7, '00000000-0000-7000-8000-0000000000a1', 'Team "A"', 'team "a"', null, '{}', 1, now(), now(), false),
    (1, 7, '00000000-0000-7000-8000-0000000000a2', '', '', '', '{}', 2, now(), now(), true);
  insert into directory_group_members values
    (1, 7, '00000000-0000-7000-8000-0000000000a1', '00000000-0000-7000-8000-00000000000a', now());
  insert into directory_group_nesting values
    (1, 7, '00000000-0000-7000-8000-0000000000a1', '00000000-0000-7000-8000-0000000000a2', now());
  insert into directory_group_closure values
    (1, 7, '00000000-0000-7000-8000-0000000000a1', '00000000-0000-7000-8000-0000000000a2', now());
  insert into deleted_directory_groups values (1, 7, gen_random_uuid(), now());
  insert into directory_counters (site_id, directory_id, what, delta)
    select 1, 7, 'users', n from generate_series(-2, 40) n;
  insert into customer_addresses values
    (1, '00000000-0000-7000-8000-000000000001', gen_random_uuid(), 'Ann@Globex.example', 'ann@globex.example', 'held', 7, now(), null);
  insert into organizations values
    (1, '00000000-0000-7000-8000-0000000000b1', E'Team\u2028A', 'team a', 7, '00000000-0000-7000-8000-0000000000a1', now(), now(), 'team a', true);
  insert into organization_sources values
    (1, gen_random_uuid(), '00000000-0000-7000-8000-0000000000b1', 'group', 7, '00000000-0000-7000-8000-0000000000a1', now(), true);
  insert into organization_people values
    (1, '00000000-0000-7000-8000-0000000000b1', '00000000-0000-7000-8000-000000000001', now());
  insert into organization_properties values
    (1, '00000000-0000-7000-8000-0000000000b1', E'a/b\u00e9', '{"a": "\\\\t"}');
  insert into organization_joined values
    (1, '00000000-0000-7000-8000-0000000000b1', '00000000-0000-7000-8000-000000000001', now(), now());
  insert into mapping_rules values
    (1, 7, gen_random_uuid(), 1, 'name', 'pattern', E'Sales\t*', '00000000-0000-7000-8000-0000000000b1', null),
    (1, 7, gen_random_uuid(), 2, 'id', 'exact', '', null, now());
  insert into successions values
    (1, '00000000-0000-7000-8000-0000000000d1', 7, 7, false, now(), null, 1, now(), null);
  insert into succession_people values
    (1, '00000000-0000-7000-8000-0000000000d1', '00000000-0000-7000-8000-000000000001', gen_random_uuid(), '[]', null);
  insert into erasure_keys values (1, '\x3600', '\x5c2e', now());
  insert into erasure_traces values
    (1, '\x00', 'address', '00000000-0000-7000-8000-000000000002', now(), null),
    (1, '\x0d5c', 'external-id', '00000000-0000-7000-8000-000000000002', '-infinity', 'infinity');
  insert into domain_moves values
    (1, '00000000-0000-7000-8000-0000000000d2', 'globex.com', 'globex.example', now(), null, 1, now(), null);
  insert into domain_move_people values
    (1, '00000000-0000-7000-8000-0000000000d2', '00000000-0000-7000-8000-000000000001', gen_random_uuid(), gen_random_uuid());
  insert into role_rules values (1, 8, E'a\\tgroup', 'agent', null);
  insert into connections values
    (1, 7, 'saml', 'test', 'user-name', E'a\\tclaim', null, null, null, true, 'urn:idp', '{"ssoUrl":"https://idp"}', null, null, now(), now(), 'admins', '\x00ff'),
    (1, 8, 'oidc', 'required', 'external-id', null, null, null, null, false, 'https://idp', null, '{}', E'\\\\secret', now(), now(), 'owners', '\x5c');
  insert into connection_certificates values (1, 7, gen_random_uuid(), E'-----\n', '\x00ff', '\x5c', now(), 'infinity', now());
  insert into connection_keys values (1, 7, gen_random_uuid(), E'-----\n', '', now(), now());
  insert into used_assertions values (1, 7, '\x00', now());
  insert into known_browsers values (1, '\x00', now());
  insert into sign_in_identities values
    (1, 7, gen_random_uuid(), '\x0a', true, null, '00000000-0000-7000-8000-000000000001', 'ann', now(), now());
  insert into asserted_groups values
    (1, 7, '00000000-0000-7000-8000-0000000000f1', E'Sales\\tA', 'sales a', true, now());
  insert into asserted_members values
    (1, 7, '00000000-0000-7000-8000-0000000000f1', '00000000-0000-7000-8000-000000000001', '-infinity');
  insert into customer_sessions values
    (1, gen_random_uuid(), '00000000-0000-7000-8000-000000000001', '\x00', 'saml', 7, gen_random_uuid(), '\x01', null, null, now(), now(), now(), '::1', null, 'infinity');
  insert into customer_passwords values
    (1, '00000000-0000-7000-8000-000000000001', '$argon2id$v=19$m=47104,t=1,p=1$c2FsdA$aGFzaA', 'ann@b.c', '-infinity');
  insert into sign_in_codes values (1, gen_random_uuid(), '\x00', 'A@b.c', 'a@b.c', 'sign-in', null, null, 3, now(), now());
  insert into sign_ins values
    (1, gen_random_uuid(), now(), 'code', null, 'sign-in', 'in', null, E'a\\tb', '', null, null, null);
  insert into setup_links values
    (1, 7, '00000000-0000-7000-8000-0000000000e1', 'Kim', 'K@b.c', 'k@b.c', '\x00', gen_random_uuid(), now(), now(), null, null, '-infinity');
  insert into setup_sessions values
    (1, 7, gen_random_uuid(), '00000000-0000-7000-8000-0000000000e1', '\x0a', now(), now(), '::1', null);
  insert into setup_proposals values
    (1, 7, gen_random_uuid(), '00000000-0000-7000-8000-0000000000e1', 'token', 'open', E'{"label":"a\\tb"}', null, null, now(), '-infinity', E'\\secret');
  insert into invitations values
    (1, gen_random_uuid(), 'A@b.c', 'a@b.c', null, gen_random_uuid(), E'a\\nb', '\x5c', null, null, now(), 'infinity', null, null, null);
  insert into case_rules values (1, 7, 'address-held', 'keep-apart', now());
  insert into removed_members values
    (1, 7, gen_random_uuid(), '00000000-0000-7000-8000-000000000001', now(), now());
  insert into removed_feeds values
    (1, 7, gen_random_uuid(), gen_random_uuid(), '00000000-0000-7000-8000-0000000000b1', now(), now());
  insert into directory_losses (site_id, directory_id, at, kind, customer_id) values
    (1, 7, now(), 'activity', '00000000-0000-7000-8000-000000000001'), (1, 7, now(), 'membership', null);
  insert into brakes values (1, 7, gen_random_uuid(), null, 'kept', now(), now(), now(), 6, 7, true);
  insert into disconnections values (1, 7, 'release', true, now(), null, 1);
  insert into waiting_homes values (1, 7, '00000000-0000-7000-8000-0000000000b1', now());
  insert into portals values
    (1, '00000000-0000-7000-8000-0000000000f2', 'SUP', E'Support\t"A"', E'a\\nb', 1, 'named', true, 'organizations', 2147483647, null, '-infinity'),
    (1, '00000000-0000-7000-8000-0000000000f3', 'IT2', '', '', 2, 'anyone', false, 'private', 0, 'infinity', now());
  insert into portal_organizations values
    (1, '00000000-0000-7000-8000-0000000000f2', '00000000-0000-7000-8000-0000000000b1');
  insert into portal_directories values (1, '00000000-0000-7000-8000-0000000000f2', 7);
  insert into request_types values
    (1, '00000000-0000-7000-8000-0000000000f4', '00000000-0000-7000-8000-0000000000f2', 'Get help', '', 1, null, now());
  insert into request_fields values
    (1, gen_random_uuid(), '00000000-0000-7000-8000-0000000000f4', 'choice', E'Which\\N?', '', true,
     E'[{"id": "a", "label": "A\\\\tb"}]', 1, '-infinity');
  update successions set named_portals = '{00000000-0000-7000-8000-0000000000f2}';
  insert into requests (site_id, request_id, requester_id, portal_id, request_type_id, request_key, summary, created_at, waiting_since,
      updated_at, field_values, evidence)
    select 1, gen_random_uuid(), '00000000-0000-7000-8000-000000000001', portal_id, request_type_id, 'SUP-1', E'Printer\non fire', now(), now(),
      now(), '{"a": ["é"]}', '[{"code": "employee"}]' from request_types limit 1;
  insert into request_statuses values (1, gen_random_uuid(), 'open', 'Parked', 1, now());
  insert into canned_answers values (1, gen_random_uuid(), 'Thanks', E'Dear\n\tyou');
  insert into shared_requests select 1, organization_id, request_id, requests.created_at, now() from requests, organizations limit 1;
  insert into request_participants (site_id, request_id, customer_id, added_at)
    select 1, request_id, '00000000-0000-7000-8000-000000000002', now() from requests;
  insert into request_comments
    select 1, gen_random_uuid(), request_id, '00000000-0000-7000-8000-000000000001', null, false, false, E'**Still**\non fire', now(), 'sso', '[]' from requests;
  insert into request_history
    select 1, gen_random_uuid(), request_id, now(), 'shared', '00000000-0000-7000-8000-000000000001', null, '{"organizationId": "x"}' from requests;
  insert into hand_overs values
    (1, '00000000-0000-7000-8000-0000000000d2', '00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000001', now(), 'infinity', null);
  insert into senders values (1, '00000000-0000-7000-8000-0000000000e1', 'Bob@Nowhere.test', 'bob@nowhere.test', E'Bob\\tBob', E'bob\\tbob', now(), null);
  insert into reply_keys values (1, '\\x00ff');
  insert into request_mails select 1, gen_random_uuid(), request_id, null, '<a@b>', now() from requests;
  insert into request_addressees select 1, request_id, 'cc@b.test', 'CC@b.test', E'C\\tC' from requests;
  insert into mail_wishes values (1, '00000000-0000-7000-8000-000000000001', true, false, true);
  insert into muted_requests select 1, request_id, '00000000-0000-7000-8000-000000000001' from requests;
  insert into hand_over_requests select 1, '00000000-0000-7000-8000-0000000000d2', request_id, true from requests;
  insert into attachments select 1, '00000000-0000-7000-8000-0000000000f2', request_id, null,
    '00000000-0000-7000-8000-000000000002', null, E'a\\b\u2028.png', 4, 4, 'image/png', '\x00ff', now(), now(), 'infinity', null, null
    from requests;
  insert into attachments values
    (1, '00000000-0000-7000-8000-0000000000f4', null, null, '00000000-0000-7000-8000-000000000002', null, 'large', 1200000,
     1200000, 'text/plain', '\x', now(), now(), now(), null, null);
  insert into attachments values
    (1, '00000000-0000-7000-8000-0000000000f3', null, null, '00000000-0000-7000-8000-000000000002', null, '', 9007199254740993,
     7, null, null, now(), '-infinity', null, gen_random_uuid(), now());
  insert into audit_events values
    (1, gen_random_uuid(), now(), 'system', null, 'site.created', 'site', 'acme', null, null, '{}');
  insert into audit_values values (1, gen_random_uuid(), gen_random_uuid(), '{"name": {"before": null}}');
  insert into exchanges values
    (1, 7, gen_random_uuid(), now(), 'POST', '/Users', 201, 0.1, null, '', '{"coerced \"active\"",NULL,"{}"}', 'r1', null, repeat('é', 100000));
  insert into exchange_hours values (1, 7, now(), 3, 2, 1, 0);
  insert into outbox values (1, gen_random_uuid(), now(), 'mail', '{}');
  insert into detail_fields values (1, 'contract', 'Contract', 'A "contract"', 'text', '', now());
  insert into staff values
    (1, '00000000-0000-7000-8000-0000000000c1', 'Zoë', 'Zoe@Acme.example', 'zoe@acme.example', 'owner', false,
     '$argon2id$v=19$m=47104,t=1,p=1$c2FsdA$aGFzaA', now(), now(), null);
  insert into desk_notices select 1, staff_id, true, false, true from staff limit 1;
  insert into known_domains values (1, 'initech.example', 2, '-infinity', true);
  insert into domain_keys values (1, E'=gl\\obex', 'globex.example');
  insert into proofs select 1, gen_random_uuid(), request_id, null, '00000000-0000-7000-8000-000000000001', E'a\\b@c.d',
    '00000000-0000-7000-8000-0000000000c1', now(), '\x00', 'infinity', 'warn', now(), E'ey\\.', null from requests;
  insert into receipt_keys values (1, 'k', '{"d": "\\n"}', '{}', '-infinity');
  insert into evidence_mentions values (1, '00000000-0000-7000-8000-000000000001', gen_random_uuid());
  insert into sign_in_tests values
    (1, 7, gen_random_uuid(), '00000000-0000-7000-8000-0000000000c1', E'{"raw": "\\n"}', now(), now(), null),
    (1, 7, gen_random_uuid(), null, '{}', now(), now(), '00000000-0000-7000-8000-0000000000e1');
  insert into request_filters select 1, gen_random_uuid(), staff_id, E'M\n"x"', true, '{"state": "all"}' from staff limit 1;
  insert into audience_looks select 1, request_id, gen_random_uuid(), gen_random_uuid(), now(), E'a\'b', 1, array[gen_random_uuid()] from requests limit 1;
  insert into request_viewers select 1, request_id, staff_id, true, now(), E'a\'b' from requests, staff limit 1;
  insert into staff_sessions values
    (1, gen_random_uuid(), '00000000-0000-7000-8000-0000000000c1', '\x00ff', now(), now(), 'infinity', '::1', E'a\tb', '\x5c6e', '-infinity');
  insert into staff_links values
    (1, gen_random_uuid(), 'reset', '00000000-0000-7000-8000-0000000000c1', '\x5c2e', now(), now()),
    (1, gen_random_uuid(), 'start', null, '\x00', now(), now());
  insert into staff_devices values (1, '00000000-0000-7000-8000-0000000000c1', '\x0a0d', now());
  update staff set totp_secret = '\x00ff', totp_last_step = 9007199254740993, seat_role = 'owner', seat_since = now(),
    directory_id = 8, directory_user_id = gen_random_uuid(), hand_role = 'owner', rule_role = 'agent';
  insert into staff_recovery_codes values (1, '00000000-0000-7000-8000-0000000000c1', '\x5c');
  insert into staff_passkeys values
    (1, gen_random_uuid(), '00000000-0000-7000-8000-0000000000c1', '\x00', '\x5c2e', 4294967295, '{}', 'acme.example', 'Zoë''s "key"', now(), null);
  insert into passkey_challenges values (1, '\x0a', '\x0d', 'sign-in', null, null, now(), null);
  insert into customer_passkeys values
    (1, gen_random_uuid(), '00000000-0000-7000-8000-000000000001', '\x01', '\x5c2e', 4294967295, '{internal,"a,b"}', 'acme.example', E'Ann''s "key"\t', 'ann@b.c', now(), null);
  insert into pending_sign_ins values (1, '\x0d', '00000000-0000-7000-8000-0000000000c1', 'password', now());
  insert into api_keys values
    (1, gen_random_uuid(), '00000000-0000-7000-8000-0000000000c1', '\x7f', '', '{site.read,"a,b"}', now(), 'infinity', null, null, null, null, null, null),
    (1, gen_random_uuid(), null, '\x80', E'Ann\'s "key"', '{requests.ask}', now(), null, now(), '00000000-0000-7000-8000-000000000001', 'dwk_000001_Ab-_', 'code', null, null);
  insert into mails values
    (1, gen_random_uuid(), 'test', 'failed', null, 'Zoë', 'Zoe@Acme.example', 'zoe@acme.example', 'de', '{"by": null}', now(),
     '<a@b>', 'Hilfe <b@b>', 'Grüße', E'Zeile\n', '<p>', 3, null, 'infinity', E'550\tno', null);
  insert into mailboxes values (1, '00000000-0000-7000-8000-0000000000ab', 'help@acme.example', '00000000-0000-7000-8000-0000000000f4', false, 'infinity',
    'imap.acme.example', 993, 'implicit', E'a\\tb', E'p\\\\', 'Done', null, 4294967295, 4294967295, now(), 'infinity', 3, 'refused');
  insert into arrived_mails values
    (1, '00000000-0000-7000-8000-0000000000ac', '00000000-0000-7000-8000-0000000000ab', '\x5c', 'smtp', now(), 9007199254740993, null, '{"a,b",help@acme.example}',
     '::1', null, E'Zoë\t', 'Zoe@Acme.example', 'zoe@acme.example', E'Grüße\\', '<a@b>', '{"dmarc": "fail"}', 'held', 'waits', '{"n": "1"}', now(), null, null, 3,
     'infinity', false, '-infinity', gen_random_uuid());
  insert into access_policies values (1, 'invited', '{"*.globex.com"}', '{}', true, 'accept', 'suspect');
  insert into repeatable_calls values (1, '\x09', '\x5c', now(), null);
  insert into sign_in_attempts values (1, '\x01', 3, now(), 'infinity');
  insert into customer_totals values (1, 2147483647, '00000000-0000-7000-8000-000000000002');
  insert into task_runs values
    (1, gen_random_uuid(), 'write-usage', 'failed', 3, now(), now(), now(), now(), 'unexpected', E'a\tb', '{}'),
    (1, gen_random_uuid(), 'nightly-backup', 'running', 1, now(), now(), now(), null, null, null, '{"file": "a\\b"}');
  insert into customer_merges values
    (1, gen_random_uuid(), '00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000002', now(), E'a\\', '{}', 'infinity', null);
  insert into cases values
    (1, gen_random_uuid(), 'address-held', 'a', 7, gen_random_uuid(), '00000000-0000-7000-8000-000000000001',
     '00000000-0000-7000-8000-000000000002', null, '{"n": 1}', now(), now(), 'keep-apart', true, 'command', E'a\tb', null, '{}', 'infinity');
  insert into previews values (1, 7, now(), 'infinity', '00000000-0000-7000-8000-000000000001', 10, 3, E'{"new": 1}');
  insert into preview_people values (1, 7, 'new', '00000000-0000-7000-8000-000000000001');
  insert into imports values
    (1, '00000000-0000-7000-8000-0000000000f1', 'customers', 'applying', E'a\tb.csv', 'zendesk', true, '[]', 'staff', null,
     gen_random_uuid(), now(), now(), 'infinity', 2147483647, 1, 2, 3, 4, 5, 6);
  insert into import_rows values
    (1, '00000000-0000-7000-8000-0000000000f1', 2, E'{"name": "a\\u0000"}', 'refused', 'unreadable', 'Name', '{"a,b",NULL}',
     gen_random_uuid(), false);
  insert into work_progress values (1, 7, 'replay', '', 10, 3, now(), now());
  insert into usage_days values (1, '2026-11-28', 1, 2, 3, 4, 5, 6);
  update sites set accent = '#00ff0a', logo_hash = '0a', languages = '{de}', language = 'de', time_zone = 'Europe/Zurich' where id = 1;
  update sites set deletion_due = 'infinity', removing = true where id = 1;
  insert into site_exports values (1, '00000000-0000-7000-8000-0000000000e1', 'ready', now(), 2, 1, 9007199254740993, 3, 'infinity');
  insert into site_export_parts values (1, '00000000-0000-7000-8000-0000000000e1', 0, '\x1f8b00');
  insert into site_logos values (1, '0a', '\x89504e470d0a1a0a', 2, 1, now());`

const execute = promisify(execFile)
const folder = mkdtempSync(join(tmpdir(), 'doorward-backup-'))
const cleanups: (() => Promise<void>)[] = []
/** So many of them are for the end of all tests. */
let lasting = 0
const files = new AttachmentFiles(join(folder, 'data'))
const writeBackup = (url: string, file: string, options?: { now: Date }) =>
  writeWith(url, file, files, options)
const restored = new AttachmentFiles(join(folder, 'restored'))
const restoreBackup = async (url: string, file: string) =>
  restoreChecked(url, await checkBackup(file), restored)
/** The attachments of the sample that are whole, with their bytes. */
const attached = { siteId: 1, attachmentId: '00000000-0000-7000-8000-0000000000f2' }
const large = { siteId: 1, attachmentId: '00000000-0000-7000-8000-0000000000f4' }
const largeBytes = randomBytes(1_200_000)

let sourceUrl: string
let source: Client
/** A backup of the sample rows, made once; whoever changes it makes a copy. */
const whole = join(folder, 'whole.backup')

/** What a restore has made of it, for whoever only looks at that. */
let asRestored: { readonly target: Target; readonly result: Awaited<ReturnType<typeof restoreBackup>> }

beforeAll(async () => {
  const database = await freshDatabase()
  sourceUrl = database.url
  source = await connect(sourceUrl)
  await fill(source, sample)
  await files.write(attached, async function* () {
    yield Buffer.from('\x89PNG', 'latin1')
  })
  await files.write(large, async function* () {
    yield largeBytes
  })
  await writeBackup(sourceUrl, whole)
  cleanups.push(() => source.end(), database.drop)
  const target = await migrated()
  asRestored = { target, result: await restoreBackup(target.url, whole) }
  lasting = cleanups.length
})

afterEach(async () => {
  for (const cleanup of cleanups.splice(lasting)) await cleanup()
})

afterAll(async () => {
  for (const cleanup of cleanups) await cleanup()
  rmSync(folder, { recursive: true, force: true })
})

describe('backup and restore', () => {
  test('every value of every table comes back as it was, and row-level security with it', async () => {
    const { target, result } = asRestored
    const tables = await contents(source)
    // A new table needs rows above: only then this test shows that its kinds of values survive.
    expect(Object.entries(tables).filter(([, { rows }]) => rows === 0)).toEqual([])
    expect(await contents(target.client)).toEqual(tables)
    expect(await shape(target.client)).toEqual(await shape(source))
    const rows = Object.values(tables).reduce((sum, table) => sum + table.rows, 0)
    const { version } = JSON.parse(readFileSync('package.json', 'utf8'))
    const said = { madeAt: expect.any(String), version }
    expect(result).toEqual({ tables: Object.keys(tables).length, rows, files: 2, ...said })
    const { rows: estimates } = await target.client.query(
      `select reltuples from pg_class where oid = 'doorward.directory_counters'::regclass`,
    )
    expect(estimates).toEqual([{ reltuples: 43 }]) // analyzed
  })

  test('a database that was not migrated yet is', async () => {
    const target = await unmigrated()
    await restoreBackup(target.url, whole)
    expect(await contents(target.client)).toEqual(await contents(source))
    expect(await shape(target.client)).toEqual(await shape(source))
  })

  test('numbers that the database gives out go on above the restored ones', async () => {
    const { target } = asRestored
    const last = 'select max(counter_id)::int as max from directory_counters'
    const before = await asBackup(target.client, last)
    await fill(
      target.client,
      `insert into directory_counters (site_id, directory_id, what, delta) values (1, 7, 'users', 1)`,
    )
    const after = await asBackup(target.client, last)
    expect([before.rows, after.rows]).toEqual([[{ max: 43 }], [{ max: 44 }]])
    await fill(target.client, 'delete from directory_counters where counter_id = 44')
  })

  test('a restored database can be backed up to the same content', async () => {
    const again = join(folder, 'again.backup')
    await writeBackup(asRestored.target.url, again)
    expect((await readManifest(again)).tables).toEqual((await readManifest(whole)).tables)
  })

  test('attachments come back to the byte, also into a folder that has some already', async () => {
    const bytesOf = async (one: typeof attached) => {
      const chunks: Uint8Array[] = []
      for await (const chunk of await restored.read(one)) chunks.push(chunk)
      return Buffer.concat(chunks)
    }
    const expectAll = async () => {
      expect((await bytesOf(attached)).toString('latin1')).toBe('\x89PNG')
      expect((await bytesOf(large)).equals(largeBytes)).toBe(true)
    }
    await expectAll()
    // As a restore leaves it that was cut off.
    writeFileSync(restored.pathOf(large), 'cut')
    await restoreBackup((await migrated()).url, whole)
    await expectAll()
  })

  test('attachments that the disk has lost are counted, and those that were removed meanwhile are not', async () => {
    rmSync(restored.pathOf(large))
    const file = join(folder, 'lost-files.backup')
    expect(await writeWith(asRestored.target.url, file, restored)).toMatchObject({ files: 1, lostFiles: 1 })
    const gone = await migrated()
    await restoreBackup(gone.url, whole)
    /** Whoever looks for the file finds that it and its row went a moment ago. */
    const removing = new (class extends AttachmentFiles {
      override async read(one: typeof large) {
        if (one.attachmentId === large.attachmentId) {
          await fill(gone.client, `delete from attachments where attachment_id = '${large.attachmentId}'`)
          await this.remove(one)
        }
        return super.read(one)
      }
    })(join(folder, 'restored'))
    expect(await writeWith(gone.url, join(folder, 'gone.backup'), removing)).toMatchObject({
      files: 1,
      lostFiles: 0,
    })
  })

  test('a backup of the first form, without attachments, is restored as ever', async () => {
    const first = await readManifest(whole)
    const manifest = { ...first, format: 1, files: undefined }
    expect(parseManifest(JSON.stringify(manifest), 'x')).toEqual({ ...first, format: 1, files: undefined })
    expect(() => parseManifest(JSON.stringify({ ...first, format: 3 }), 'x')).toThrow('newer Doorward')
  })

  test('a backup of older tables is restored into them, and then brought to this version', async () => {
    const old = await unmigrated()
    await migrate(old.url, 6)
    await fill(
      old.client,
      `insert into sites select n, 'site-' || n, '', '{}', 'none', 'active', now() from generate_series(1, 9) n`,
    )
    const file = join(folder, 'old.backup')
    await writeBackup(old.url, file)
    expect((await readManifest(file)).migrations.at(-1)?.number).toBe(6)
    // Later migrations added columns.
    const sites = async (client: Client) =>
      (
        await client.query(
          'select id, slug, name, hosts, plan, subscription, created_at from doorward.sites order by id',
        )
      ).rows
    for (const target of [await unmigrated(), await migrated()]) {
      expect(await restoreBackup(target.url, file)).toMatchObject({ rows: 9 })
      expect(await sites(target.client)).toEqual(await sites(old.client))
      expect(await shape(target.client)).toEqual(await shape(source))
    }
  })
})

describe('the backup', () => {
  test('holds every table of the database, and every number that counts on its own', async () => {
    const { rows } = await source.query(
      `select format('%s.%s', c.relnamespace::regnamespace, c.relname) as name from pg_class c
        where c.relkind in ('r', 'p', 'm', 'f', 'S') and c.relnamespace::regnamespace::text !~ '^(pg_|information_schema)'
          and not (c.relkind = 'S' and exists (select from pg_depend d where d.objid = c.oid and d.deptype in ('a', 'i')))
        order by 1`,
    )
    const { tables } = await readManifest(whole)
    const held = [...tables.map(({ name }) => `doorward.${name}`), 'doorward_meta.migrations'].sort()
    expect(held).toEqual(rows.map(({ name }) => name))
  })

  test('a table that is added later is included by itself; one that is not open to the backup refuses it', async () => {
    const { url, client } = await migrated()
    await client.query(
      `create table doorward.added (site_id integer, twice integer generated always as (site_id * 2) stored, "Odd ""name""" text);
       insert into doorward.added values (1, default, 'x');
       alter table doorward.added enable row level security, force row level security;
       grant select on doorward.added to doorward_backup`,
    )
    const file = join(folder, 'added.backup')
    await expect(writeBackup(url, file)).rejects.toThrow(/would lack rows: .* on added\./)
    expect(existsSync(file) || existsSync(`${file}.partial`)).toBe(false)
    await client.query('create policy backup on doorward.added for select to doorward_backup using (true)')
    await writeBackup(url, file)
    expect((await readManifest(file)).tables.find(({ name }) => name === 'added')).toMatchObject({
      rows: 1,
      columns: ['site_id', 'Odd "name"'],
    })
  })

  test('shows one moment, whatever is written meanwhile', async () => {
    const { url, client } = await migrated()
    const pair = `with pair as (select gen_random_uuid() as id),
      one as (insert into audit_events select 1, id, now(), 'system', null, 'a', 'b', 'c' from pair)
      insert into outbox select 1, id, now(), 'pair', '{}' from pair`
    await fill(client, `insert into sites values (1, 'acme', '', '{}', 'none', 'active', now()); ${pair}`)
    // The backup has passed audit_events when it stops here, and has outbox still before it.
    await client.query('begin; lock table doorward.exchanges in access exclusive mode')
    const file = join(folder, 'moment.backup')
    const backup = writeBackup(url, file)
    await untilBlocked(client)
    const writer = await connect(url)
    for (let n = 0; n < 20; n++) await fill(writer, pair)
    await writer.end()
    await client.query('commit')
    await backup
    const rows = Object.fromEntries(
      (await readManifest(file)).tables.map((table) => [table.name, table.rows]),
    )
    expect(rows).toMatchObject({ audit_events: 1, outbox: 1 })
  })

  test('never holds half of what one transaction wrote', async () => {
    const { url, client } = await migrated()
    await fill(client, `insert into sites values (1, 'acme', '', '{}', 'none', 'active', now())`)
    for (let n = 0; n < 3; n++) {
      let stopped = false
      const write = async () => {
        for (; !stopped; await pause(2)) {
          await fill(
            client,
            `with pair as (select gen_random_uuid() as id from generate_series(1, 20)),
              one as (insert into outbox select 1, id, now(), 'pair', '{}' from pair)
              insert into audit_events select 1, id, now(), 'system', null, 'a', 'b', 'c' from pair`,
          )
        }
      }
      const file = join(folder, `pairs-${n}.backup`)
      const writer = write()
      await writeBackup(url, file).finally(() => {
        stopped = true
      })
      await writer
      const target = await migrated()
      await restoreBackup(target.url, file)
      const { rows } = await asBackup(
        target.client,
        'select count(outbox_id)::int as left, count(event_id)::int as right, count(*)::int as both from outbox full join audit_events on outbox_id = event_id',
      )
      expect([rows[0].left, rows[0].right]).toEqual([rows[0].both, rows[0].both])
    }
  })

  test('is readable by its owner alone and says what is in it', async () => {
    const file = join(folder, 'said.backup')
    const now = new Date('2026-11-24T03:00:00Z')
    const result = await writeBackup(sourceUrl, file, { now })
    const { size, mode } = statSync(file)
    expect(mode & 0o777).toBe(0o600)
    const manifest = await readManifest(file)
    const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0)
    expect(result).toEqual({
      file,
      bytes: size,
      tables: manifest.tables.length,
      rows,
      files: 2,
      lostFiles: 0,
    })
    expect(manifest).toMatchObject({
      product: 'doorward',
      format: 2,
      madeAt: now.toISOString(),
      migrations: migrations().map(({ number, name, checksum }) => ({ number, name, checksum })),
    })
  })

  test.for([
    ['an existing file', () => whole, 'conflict', /exists already/],
    [
      'a folder that is missing',
      () => join(folder, 'none', 'a.backup'),
      'not-found',
      /folder .*none does not/,
    ],
    ['a file for a folder', () => join(whole, 'a.backup'), 'not-found', /folder .*whole\.backup does not/],
    ['a backup that another one is writing', () => taken(), 'conflict', /another backup is being written/],
  ] as const)('is refused for %s', async ([, file, code, message]) => {
    const before = readFileSync(whole)
    await expect(writeBackup(sourceUrl, file())).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    })
    expect(readFileSync(whole).equals(before)).toBe(true)
  })

  test('leaves nothing behind when the database goes away in the middle', async () => {
    const { url, client } = await migrated()
    const file = join(folder, 'lost.backup')
    await client.query('begin; lock table doorward.outbox in access exclusive mode')
    const backup = writeBackup(url, file)
    backup.catch(() => {})
    const pid = await untilBlocked(client)
    expect(existsSync(file)).toBe(false)
    expect(existsSync(`${file}.partial`)).toBe(true)
    await client.query('select pg_terminate_backend($1)', [pid])
    await expect(backup).rejects.toMatchObject({ code: 'unavailable' })
    await client.query('rollback')
    expect(existsSync(file) || existsSync(`${file}.partial`)).toBe(false)
  })

  test('leaves nothing behind when the disk is full', async () => {
    const { url, client } = await migrated()
    // More than all buffers on the way hold, of what does not compress well: the writer must not wait for ever.
    await fill(
      client,
      `insert into sites values (1, 'acme', '', '{}', 'none', 'active', now());
       insert into outbox select 1, gen_random_uuid(), now(), 'noise', string_agg(md5(random()::text), '')
         from generate_series(1, 20) p, generate_series(1, 32768) group by p`,
    )
    const file = join(folder, 'full.backup')
    // A limit on the size of files, which is the nearest to a full disk that needs no rights.
    const script = `import { AttachmentFiles } from ${JSON.stringify(join(import.meta.dirname, 'attachment-files.ts'))}
      import { writeBackup } from ${JSON.stringify(join(import.meta.dirname, 'backup.ts'))}
      const files = new AttachmentFiles(${JSON.stringify(folder)})
      await writeBackup(${JSON.stringify(url)}, ${JSON.stringify(file)}, files).catch((error) => console.log(error.code, error.message))`
    const node = [process.execPath, '--input-type=module', '--eval', script]
    const { stdout } = await execute('sh', ['-c', 'ulimit -f 64 && exec "$@"', 'sh', ...node], {
      timeout: 120_000,
    })
    expect(stdout).toBe(
      `unavailable No backup was written: the disk is full, ${folder} has no room for it. Make room there, or name another folder.\n`,
    )
    expect(existsSync(file) || existsSync(`${file}.partial`)).toBe(false)
  })

  test('is refused for a database that Doorward never used, or that is not there', async () => {
    const { url } = await unmigrated()
    const file = join(folder, 'nothing.backup')
    await expect(writeBackup(url, file)).rejects.toThrow('nothing to back up')
    await expect(writeBackup('postgres://doorward@127.0.0.1:1/none', file)).rejects.toMatchObject({
      code: 'unavailable',
    })
    expect(existsSync(`${file}.partial`)).toBe(false)
  })
})

describe('a damaged backup is refused', () => {
  test('wherever a byte was changed', async () => {
    const bytes = readFileSync(whole)
    // Most of it is one attachment: a few places there are like all others.
    const begin = bytes.indexOf(largeBytes.subarray(0, 100))
    const end = bytes.indexOf(largeBytes.subarray(-100)) + 100
    const places = (from: number, to: number, count: number) =>
      Array.from({ length: count }, (_, n) => from + Math.floor(((to - from) * n) / count))
    const positions = [
      ...places(0, begin, 30),
      ...places(begin, end, 20),
      ...places(end, bytes.length, 30),
      bytes.length - 1,
    ]
    expect(positions.every((one, n) => n === 0 || one > (positions[n - 1] ?? 0))).toBe(true)
    for (const position of positions) {
      const changed = Buffer.from(bytes)
      changed[position] = (changed[position] ?? 0) ^ 0x01
      const file = copy(changed)
      await expect(readManifest(file), `byte ${position}`).rejects.toMatchObject({
        code: 'conflict',
        message: expect.stringContaining(`${file} is damaged`),
      })
    }
  })

  test('wherever it was cut off, or if something was added', async () => {
    const bytes = readFileSync(whole)
    const half = bytes.length >> 1
    for (const length of [0, 5, 512, half, half - (half % 512), bytes.length - 2048, bytes.length - 1]) {
      await expect(readManifest(copy(bytes.subarray(0, length))), `${length} bytes`).rejects.toThrow(
        'damaged',
      )
    }
    await expect(readManifest(copy(Buffer.concat([bytes, Buffer.alloc(512)])))).rejects.toThrow('damaged')
    await expect(readManifest(copy(Buffer.concat([bytes, bytes])))).rejects.toThrow('damaged')
  })

  test('when its tables are not those of its manifest', async () => {
    const row = gzipSync('1\n')
    const name = 'tables/sites/000001.copy.gz'
    const manifest = await readManifest(whole)
    const tables = [{ name: 'sites', columns: ['id'], rows: 1, bytes: 2, sha256: sha256('1\n') }]
    const made = async (entries: [string, Buffer | string][]) => {
      const tar = await packTar(
        entries.map(([name, body]) => ({ header: { name, size: Buffer.byteLength(body) }, body })),
      )
      return copy(Buffer.concat(await collect(sealed(Readable.from([tar]), 'sha256'))))
    }
    const files = { count: 0, bytes: 0 }
    const json = JSON.stringify({ ...manifest, tables, files })
    const good: [string, Buffer | string][] = [
      [name, row],
      ['manifest.json', json],
    ]
    expect(await readManifest(await made(good))).toMatchObject({ tables })
    const cases: [[string, Buffer | string][], string][] = [
      [
        [
          [name, row],
          ['files/000001/00000000-0000-7000-8000-0000000000f2/000001', 'x'],
          ['manifest.json', json],
        ],
        'its attachments are not those',
      ],
      [
        [
          [name, gzipSync('2\n')],
          ['manifest.json', json],
        ],
        'the table sites is not what it was',
      ],
      [
        [
          [name, Buffer.from('1\n')],
          ['manifest.json', json],
        ],
        'cannot be unpacked',
      ],
      [[['manifest.json', json]], 'the table sites is not what it was'],
      [[[name.replace('sites', 'other'), row], ...good], 'does not know the table other'],
      [[['../../etc/passwd', ''], ...good], 'did not write'],
      [[...good, [name, row]], 'did not write'],
      [[[name, row]], 'its manifest is missing'],
      [[['manifest.json', '{']], 'its manifest is'],
      [
        [['manifest.json', JSON.stringify({ ...manifest, format: 3, version: '9.9.9' })]],
        'newer Doorward (9.9.9)',
      ],
    ]
    for (const [entries, reason] of cases)
      await expect(readManifest(await made(entries))).rejects.toThrow(reason)
  })

  test('when it is something else', async () => {
    await expect(readManifest(copy(gzipSync('a zipped file')))).rejects.toMatchObject({ code: 'conflict' })
    await expect(readManifest(copy(Buffer.alloc(4096)))).rejects.toMatchObject({ code: 'conflict' })
    await expect(readManifest(folder)).rejects.toThrow('is a folder')
    await expect(readManifest(join(folder, 'none'))).rejects.toMatchObject({ code: 'not-found' })
  })

  test('before anything is written', async () => {
    const target = await unmigrated()
    const file = copy(readFileSync(whole).subarray(0, -100))
    await expect(restoreBackup(target.url, file)).rejects.toMatchObject({ code: 'conflict' })
    const { rows } = await target.client.query(`select to_regnamespace('doorward') as schema`)
    expect(rows).toEqual([{ schema: null }])
  })
})

describe('a restore', () => {
  test('is refused when any site has rows, and changes nothing', async () => {
    const target = await migrated()
    await fill(target.client, `insert into sites values (3, 'kept', '', '{}', 'none', 'active', now())`)
    const before = await contents(target.client)
    await expect(restoreBackup(target.url, whole)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(/table sites has rows.*another database in DATABASE_URL.*DATA_DIR/),
    })
    await expect(restoreBackup(sourceUrl, whole)).rejects.toMatchObject({ code: 'conflict' })
    expect(await contents(target.client)).toEqual(before)
  })

  test('of a backup that a newer Doorward made, or another one, is refused with what to use', async () => {
    const { url, client } = await migrated()
    const later = join(folder, 'later.backup')
    await client.query(`insert into doorward_meta.migrations values (9999, '9999-later.sql', 'x')`)
    await writeBackup(url, later)
    const other = join(folder, 'other.backup')
    await client.query(`delete from doorward_meta.migrations where number = 9999`)
    await client.query(`update doorward_meta.migrations set checksum = 'x' where number = 2`)
    await writeBackup(url, other)
    const target = await unmigrated()
    await expect(restoreBackup(target.url, later)).rejects.toThrow(/newer Doorward .*migration 9999/)
    await expect(restoreBackup(target.url, other)).rejects.toThrow(/not those of this one/)
  })

  test('that is cut off in the middle leaves the database empty, and can be done again', async () => {
    const target = await migrated()
    // Rows of this table wait for a lock that the test holds: some tables are loaded before it, some are not.
    await target.client.query(
      `create function public.wait_for_test() returns trigger language plpgsql as
         $$ begin perform pg_advisory_xact_lock(42); return new; end $$;
       create trigger wait before insert on doorward.directory_groups execute function public.wait_for_test()`,
    )
    const empty = await contents(target.client)
    const form = await shape(target.client)
    await target.client.query('select pg_advisory_lock(42)')
    const restore = restoreBackup(target.url, whole)
    restore.catch(() => {})
    const pid = await untilBlocked(target.client)
    await target.client.query('select pg_terminate_backend($1)', [pid])
    await expect(restore).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('still empty'),
    })
    expect(await contents(target.client)).toEqual(empty)
    expect(await shape(target.client)).toEqual(form)
    await target.client.query('select pg_advisory_unlock(42)')
    await restoreBackup(target.url, whole)
    expect(await contents(target.client)).toEqual(await contents(source))
  })

  test('whose file is damaged between the check and the loading leaves the database empty', async () => {
    const target = await migrated()
    const empty = await contents(target.client)
    const manifest = await readManifest(whole)
    const bytes = readFileSync(whole)
    const damagedRows = Buffer.from(bytes)
    damagedRows[bytes.indexOf('tables/outbox') + 512 + 40] = 0
    for (const changed of [bytes.subarray(0, -2100), damagedRows]) {
      const restore = withSession(target.url, 'test', '', (client) =>
        load(client, copy(changed), manifest, restored),
      )
      await expect(restore).rejects.toThrow('damaged')
      expect(await contents(target.client)).toEqual(empty)
    }
  })

  test('that the database refuses half-way leaves it empty', async () => {
    const target = await migrated()
    await target.client.query(`alter table doorward.requests add constraint never check (summary = '')`)
    const empty = await contents(target.client)
    await expect(restoreBackup(target.url, whole)).rejects.toThrow(/violates check constraint "never"/)
    expect(await contents(target.client)).toEqual(empty)
  })
})

describe('nightly backups', () => {
  test('are named by their time, and only older ones of that name are removed', async () => {
    const name = (day: number) => nightlyName(new Date(Date.UTC(2026, 10, day, 3)))
    expect(name(24)).toBe('doorward-2026-11-24T03-00-00Z.backup')
    const nightly = join(folder, 'nightly')
    mkdirSync(nightly)
    const kept = ['by-hand.backup', 'doorward-before-upgrade.backup', `${name(1)}.old`, `copy-${name(1)}`]
    const cutOff = [`${name(2)}.partial`, `${name(25)}.partial`]
    for (const file of [...kept, ...cutOff, ...[20, 21, 22, 23, 24].map(name)])
      writeFileSync(join(nightly, file), '')
    mkdirSync(join(nightly, name(3)))
    expect(await pruneBackups(nightly, 2)).toEqual([name(20), name(21), name(22), `${name(2)}.partial`])
    const left = [...kept, `${name(25)}.partial`, name(3), name(23), name(24)]
    expect(readdirSync(nightly).sort()).toEqual(left.sort())
    expect(await pruneBackups(nightly, 2)).toEqual([])
    await expect(pruneBackups(nightly, 0)).rejects.toMatchObject({ code: 'invalid' })
  })
})

interface Target {
  readonly url: string
  readonly client: Client
}

async function connect(url: string): Promise<Client> {
  const client = new Client({ connectionString: url, options: '-c search_path=doorward,public' })
  await client.connect()
  return client
}

async function migrated(): Promise<Target> {
  return connected(await freshDatabase())
}

async function connected({ url, drop }: FreshDatabase): Promise<Target> {
  const client = await connect(url)
  cleanups.push(async () => {
    await client.end()
    await drop()
  })
  return { url, client }
}

async function unmigrated(): Promise<Target> {
  return connected(await emptyDatabase())
}

/** Writes rows as the application does, in the site 1. */
async function fill(client: Client, statements: string): Promise<void> {
  await client.query(
    `begin; set local role doorward_app; set local doorward.site_id = '1'; ${statements}; commit`,
  )
}

async function asBackup(client: Client, query: string) {
  await client.query('begin; set local role doorward_backup')
  try {
    return await client.query(query)
  } finally {
    await client.query('commit')
  }
}

type Contents = Record<string, { rows: number; md5: string | null }>

/** Every table's rows, in a form that two databases can be compared by. */
async function contents(client: Client): Promise<Contents> {
  const { rows: tables } = await client.query<{ relname: string }>(
    `select relname from pg_class where relnamespace = 'doorward'::regnamespace and relkind = 'r' order by 1`,
  )
  const sums = tables.map(
    ({ relname }) =>
      `select count(*)::int as rows, md5(string_agg(md5(t::text), ',' order by md5(t::text))) as md5 from doorward.${relname} t`,
  )
  // Many statements have many results.
  const results = (await asBackup(client, sums.join(';'))) as unknown as QueryResult<Contents[string]>[]
  return Object.fromEntries(
    tables.map(({ relname }, n) => [relname, results[n]?.rows[0] ?? { rows: -1, md5: null }]),
  )
}

/** What must be as before around the rows: who may see which, and what refers to what. */
async function shape(client: Client): Promise<unknown> {
  const { rows } = await client.query(
    `select c.relname, c.relrowsecurity, c.relforcerowsecurity, c.relacl::text as grants,
        (select json_agg(pg_get_constraintdef(oid) || conname order by conname) from pg_constraint where conrelid = c.oid) as constraints,
        (select json_agg(row(polname, polcmd, polpermissive, polroles::regrole[], pg_get_expr(polqual, polrelid)) order by polname)
          from pg_policy where polrelid = c.oid) as policies
      from pg_class c where c.relnamespace = 'doorward'::regnamespace and c.relkind = 'r' order by 1`,
  )
  return rows
}

/** Waits until a connection of this database waits for a lock; returns its process. */
async function untilBlocked(client: Client): Promise<number> {
  for (;;) {
    // Within a transaction the view would not change.
    await client.query('select pg_stat_clear_snapshot()')
    const { rows } = await client.query(
      `select pid from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock' and application_name ~ '^doorward (backup|restore)$'`,
    )
    if (rows[0]) return rows[0].pid
    await pause(10)
  }
}

function copy(bytes: Buffer): string {
  const file = join(folder, `copy-${randomBytes(4).toString('hex')}`)
  writeFileSync(file, bytes)
  return file
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

async function collect(bytes: AsyncIterable<Uint8Array>): Promise<Uint8Array[]> {
  const chunks: Uint8Array[] = []
  for await (const chunk of bytes) chunks.push(chunk)
  return chunks
}

function taken(): string {
  writeFileSync(join(folder, 'taken.backup.partial'), '')
  return join(folder, 'taken.backup')
}
