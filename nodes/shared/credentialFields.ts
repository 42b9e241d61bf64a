import type { INodeProperties } from 'n8n-workflow';

/** Fields that credentials of several services share. */
export const usernameField: INodeProperties = {
	displayName: 'Username',
	name: 'username',
	type: 'string',
	default: '',
};

export const passwordField: INodeProperties = {
	displayName: 'Password',
	name: 'password',
	type: 'string',
	typeOptions: { password: true },
	default: '',
};

/** What is asked where Authentication says Basic. */
export const basicFields: INodeProperties[] = [usernameField, passwordField].map((field) => ({
	...field,
	displayOptions: { show: { authentication: ['basic'] } },
}));

export const advancedField: INodeProperties = {
	displayName: 'Show Advanced Settings',
	name: 'advanced',
	type: 'boolean',
	default: false,
	description: 'Whether to show what most accounts leave as it is',
};
