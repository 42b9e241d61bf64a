import { describeStorage } from './support/conformance.ts';
import { startS3 } from './support/s3.ts';

describeStorage('S3', startS3, {
	// This server escapes & and ' twice in listings.
	impossibleNames: ['q?mark=1&more.csv', "quote'd.csv"],
	// This server decodes the source of a copy only half-way, other than S3 does.
	immovableNames: ['hash#tag.csv', 'a+b.csv', 'semi;colon,comma.csv', 'tilde~at@dollar$.csv'],
});
