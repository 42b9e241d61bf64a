import { configWithoutCloudSupport } from '@n8n/node-cli/eslint';

export default [
	// Made by `npm run slices`, each with rules of its own.
	{ ignores: ['slices/**'] },
	...configWithoutCloudSupport,
	{
		// Tests start real servers and real processes. What is published keeps every rule.
		files: ['test/**/*.ts', 'bench/**/*.ts'],
		rules: { '@n8n/community-nodes/no-dangerous-functions': 'off' },
	},
];
