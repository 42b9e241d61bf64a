import { StorageError } from '../storageError';
import type { Exchange } from '../web/exchange';
import { isBusy } from '../web/exchange';
import type { GcsSettings } from './gcsSettings';

const scope = 'https://www.googleapis.com/auth/devstorage.read_write';
const advice = 'Check the service account’s e-mail and private key in the credential, as they stand in its JSON file.';

/** Signs in as a service account: a signed assertion for an access token, kept until shortly before it ends. */
export class AccessToken {
	private token: { readonly value: string; readonly endsAt: number } | undefined;

	constructor(
		private readonly settings: GcsSettings,
		private readonly exchange: Exchange,
	) {}

	async get(): Promise<string> {
		if (this.token === undefined || this.token.endsAt < Date.now()) this.token = await this.fetch();
		return this.token.value;
	}

	private async fetch(): Promise<{ value: string; endsAt: number }> {
		const answer = await this.exchange.ask(
			{
				method: 'POST',
				url: this.settings.tokenAddress,
				headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
				body: new URLSearchParams({
					grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
					assertion: await this.assertion(),
				}).toString(),
			},
			{ isRepeatable: true },
		);
		const body = (await this.exchange.json(answer)) ?? {};
		if (isBusy(answer.statusCode)) throw new StorageError('unavailable', 'Google asks to come back later');
		if (answer.statusCode !== 200 || typeof body.access_token !== 'string') {
			const code = typeof body.error === 'string' && /^[\w-]{1,40}$/.test(body.error) ? ` (${body.error})` : '';
			throw new StorageError('authentication', `Google does not accept the service account${code}`, advice);
		}
		const seconds = Number(body.expires_in) || 300;
		return { value: body.access_token, endsAt: Date.now() + (seconds - 60) * 1000 };
	}

	private async assertion(): Promise<string> {
		const { clientEmail, privateKey, tokenAddress } = this.settings;
		const { importPKCS8, SignJWT } = await import('../../vendor/jose');
		const key = await importPKCS8(privateKey, 'RS256').catch(() => {
			throw new StorageError('configuration', 'The private key of the service account cannot be read', advice);
		});
		return await new SignJWT({ scope })
			.setProtectedHeader({ alg: 'RS256', typ: 'JWT' })
			.setIssuer(clientEmail)
			.setAudience(tokenAddress)
			.setIssuedAt()
			.setExpirationTime('1h')
			.sign(key);
	}
}
