import { expect, it } from 'vitest';
import { valueKinds } from '../../../nodes/shared/batch/values/table.ts';

const written = (value: unknown) => `\`${JSON.stringify(value)}\``;

// Written from the table that the readers follow; test/unit/batch/values holds the readers against its examples.
it('docs/values.md says what the table of values says (npm test -- -u writes it anew)', async () => {
	const sections = Object.values(valueKinds).map(
		({ name, taken, refused, words, examples, refusedExamples }) => `## ${name}

- Taken: ${taken}.
- Refused: ${refused}.
- A refusal says that the value *${words}${words.endsWith(':') ? ' …' : ''}*.

| Given | Taken for |
| --- | --- |
${[
	...examples.map(([given, takenFor]) => `| ${written(given)} | ${written(takenFor)} |`),
	...refusedExamples.map((given) => `| ${written(given)} | refused |`),
].join('\n')}
`,
	);
	const page = `# Values

Fields of the Batch node take values from expressions, columns and AI tools as they are, or refuse them with the field,
the value and the rule: no value is ever turned into a default. What is missing – undefined, null, an empty or blank text –
goes by **Empty Fields** where the field has that choice; elsewhere it counts as not filled in. This page is written from
the table the node reads by, \`nodes/shared/batch/values/table.ts\`. Values are shown as JSON writes them.

${sections.join('\n')}`;
	await expect(page).toMatchFileSnapshot('../../../docs/values.md');
});
