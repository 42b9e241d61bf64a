import { describeStorage } from './support/conformance.ts';
import { startS3 } from './support/s3.ts';

describeStorage('S3 that lists without tokens', async () => await startS3(1), {
	many: 1_500,
	// As in storage.s3.test.ts: this server escapes and decodes only half-way.
	impossibleNames: ['q?mark=1&more.csv', "quote'd.csv"],
	immovableNames: ['hash#tag.csv', 'a+b.csv', 'semi;colon,comma.csv', 'tilde~at@dollar$.csv'],
});
