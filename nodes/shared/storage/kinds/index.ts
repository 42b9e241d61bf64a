import { ftp } from './ftp';
import { gcs } from './gcs';
import { http } from './http';
import type { KindOfStorage } from './kind';
import { s3 } from './s3';
import { sftp } from './sftp';

/** The kinds of storage, by their names in the editor. One that is left away is offered nowhere. */
export const kinds = [ftp, gcs, s3, sftp, http] as const satisfies readonly KindOfStorage[];
