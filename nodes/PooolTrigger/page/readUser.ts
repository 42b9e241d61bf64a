import type { IDataObject } from 'n8n-workflow';

import { isHmacSha256 } from '../../shared/webhook/hmac';
import type { Refusal } from '../../shared/webhook/receive';
import type { PageUser } from './receivedEvent';
import type { UserVerification } from './pageSettings';

const longestId = 512;
/** What a template writes where nobody is logged in. */
const nobody = /^\s*(?:null|undefined|none)?\s*$/i;

/**
 * Who the page says the reader is. With verification, the id counts only with an HMAC-SHA256 of it (hex,
 * lower case) that the site's server made with the secret: everything else in a page is anybody's to write.
 */
export function readUser(user: IDataObject, verification: UserVerification, secret: string): PageUser | Refusal {
	const given = textOf(user.id);
	const id = given === undefined || nobody.test(given) ? undefined : given;
	const ids = { pooolId: textOf(user.poool), batchInstallationId: textOf(user.installation) };
	const others = Object.fromEntries(Object.entries(ids).filter(([, value]) => value !== undefined));
	if (id === undefined) return others;
	// Not String(): a stranger's object may bring a toString of its own.
	if (verification === 'off' || isHmacSha256(textOf(user.signature) ?? '', secret, [id])) return { id, ...others };
	if (verification === 'refuse') return { refused: 401, reason: 'the user id is not signed by the site' };
	return { unverifiedId: id, ...others };
}

function textOf(value: unknown): string | undefined {
	return typeof value === 'string' && value.trim() !== '' && value.length <= longestId ? value : undefined;
}
