import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

export class PooolIdentityApi implements ICredentialType {
	name = 'pooolIdentityApi';

	displayName = 'Poool User Verification API';

	icon: Icon = { light: 'file:../icons/poool.svg', dark: 'file:../icons/poool.dark.svg' };

	documentationUrl = 'https://github.com/n8n-nodes-batch/n8n-nodes-batch/blob/main/docs/poool.md';

	properties: INodeProperties[] = [
		{
			displayName: 'Signing Secret',
			name: 'identitySecret',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description:
				'A secret of your own, shared by n8n and the server of your site, which signs the user ID with it (HMAC-SHA256). Never put it into a page. n8n never sends it anywhere.',
		},
	];
}
