import { expect, it } from 'vitest';

import { fieldOfExpression } from '../../../../nodes/shared/batch/values/fieldOfExpression';

it.each([
	['={{ $json.id }}', 'id'],
	['={{$json.custom_id}}', 'custom_id'],
	['={{ $json["user id"] }}', 'user id'],
	["={{ $json['user id'].trim() }}", 'user id'],
	['={{ String($json.id) }}', 'id'],
	['={{ $json.id.toString().trim() }}', 'id'],
	['=crm-{{ $json.id }}', 'id'],
	['={{ $json.user.id }}', undefined],
	['={{ $json.a || $json.b }}', undefined],
	['={{ $json.a }}{{ $json.b }}', undefined],
	['={{ $json.country === "FR" ? 1 : 2 }}', undefined],
	['={{ $("Read").item.json.id }}', undefined],
	['{{ $json.id }}', undefined],
	['reader-42', undefined],
	['', undefined],
	[undefined, undefined],
	[42, undefined],
])('%j stands for the field %s', (parameter, field) => {
	expect(fieldOfExpression(parameter)).toBe(field);
});
