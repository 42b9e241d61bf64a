/** The secret the site's server signs user ids with. */
export const identityCredential = 'pooolIdentityApi';
/** The secret of one of Poool's secured webhooks. */
export const webhookCredential = 'pooolWebhookApi';
