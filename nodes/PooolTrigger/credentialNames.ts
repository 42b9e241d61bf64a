/** Where a secret stands. */
export interface SecretPlace {
	readonly credential: string;
	readonly field: string;
}

/** The secret the site's server signs user ids with. */
export const identitySecret: SecretPlace = { credential: 'pooolIdentityApi', field: 'identitySecret' };
/** The secret of one of Poool's secured webhooks. */
export const webhookSecret: SecretPlace = { credential: 'pooolWebhookApi', field: 'webhookSecret' };
/** How errors name either. */
export const secretName = 'The secret of the credential';
