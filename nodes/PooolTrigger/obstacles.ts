import type { IHookFunctions } from 'n8n-workflow';

import { readSecret, secretObstacle } from '../shared/webhook/prepared/secret';
import { identitySecret, secretName, webhookSecret, type SecretPlace } from './credentialNames';
import { pageObstacles } from './page/pageObstacles';
import { readGuards } from './page/pageSettings';
import { readReceive } from './parameters';
import { securedObstacles, submissionObstacles } from './server/serverObstacles';
import { readVerification } from './server/serverSettings';

/** Why the node cannot work as it is set, as sentences; none when it can. Looked at before activation. */
export async function obstaclesOf(context: IHookFunctions): Promise<string[]> {
	switch (readReceive(context)) {
		case 'page': {
			const isVerified = readGuards(context).verification !== 'off';
			return [...(isVerified ? await secretObstacles(context, identitySecret) : []), ...pageObstacles(context)];
		}
		case 'submission':
			return await submissionObstacles(context);
		case 'secured': {
			const isVerified = readVerification(context).method !== 'none';
			return [...(isVerified ? await secretObstacles(context, webhookSecret) : []), ...securedObstacles(context)];
		}
	}
}

async function secretObstacles(context: IHookFunctions, { credential, field }: SecretPlace): Promise<string[]> {
	return [secretObstacle(await readSecret(context, credential, field), secretName) ?? []].flat();
}
