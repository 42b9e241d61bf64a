// Holds what was built against the rules that n8n's scan holds a published package against: node lint-built.mjs FOLDER
import { relative } from 'node:path';
import { ESLint } from 'eslint';
import { config } from '@n8n/node-cli/eslint';

const [, , folder] = process.argv;
const isOurs = (name) => name.startsWith('@n8n/community-nodes');
const collect = (part) => Object.fromEntries(config.flatMap((entry) => Object.entries(entry[part] ?? {})).filter(([name]) => isOurs(name)));
const eslint = new ESLint({
	cwd: folder,
	overrideConfigFile: true,
	// The scan does not listen to comments that switch rules off.
	allowInlineConfig: false,
	overrideConfig: { files: ['**/*.js'], plugins: collect('plugins'), rules: { 'no-console': 'error', ...collect('rules') } },
});
const results = await eslint.lintFiles(['dist/**/*.js', 'index.js']);
const findings = results.flatMap(({ filePath, messages }) => messages.map(({ line, ruleId, message }) => `${relative(folder, filePath)}:${line} ${ruleId}: ${message}`));
for (const finding of findings) process.stdout.write(`${finding}\n`);
process.exitCode = findings.length === 0 ? 0 : 1;
