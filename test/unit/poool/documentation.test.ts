import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';

// From dist: the stub exists once it is built.
const require = createRequire(import.meta.url);
const { stubText } = require('../../../dist/nodes/PooolTrigger/bridgeText.js') as typeof import('../../../nodes/PooolTrigger/bridgeText');
const { tagText } = require('../../../dist/nodes/PooolTrigger/page/tagText.js') as typeof import('../../../nodes/PooolTrigger/page/tagText');

const documentation = new URL('../../../docs/poool.md', import.meta.url);

describe('docs/poool.md', () => {
	it('shows the text for the pages, and the stub’s size and hash, as they are', () => {
		const text = readFileSync(documentation, 'utf8');
		const hash = `sha256-${createHash('sha256').update(stubText).digest('base64')}`;
		const written = text
			.replace(/(## Set-up: paywall events from the page[^]*?```html\n)[^]*?(\n```)/, (_, before: string, after: string) => before + tagText('PRODUCTION-URL') + after)
			.replace(/`'?(?:sha256-[\w+/=]+|STUBHASH)'?`/, `\`'${hash}'\``)
			.replace(/\d+ bytes inline/, `${stubText.length} bytes inline`);
		// WRITE_DOCUMENTATION=1 writes the page anew.
		if (process.env.WRITE_DOCUMENTATION !== undefined) writeFileSync(documentation, written);
		else expect(text).toBe(written);
		expect(written).toContain(hash);
	});
});
