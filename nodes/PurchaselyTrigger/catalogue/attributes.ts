/** How a value is written for Batch (batch-api-2x.md §3.3). Purchasely has no addresses among its attributes. */
export type AttributeType = 'text' | 'integer' | 'number' | 'boolean' | 'date';

/** One attribute of Purchasely's payload and what it becomes in Batch. */
export interface AttributeRule {
	/** Key in the payload; `<currency>` stands for the app's integration currency in lower case. */
	readonly source: string;
	/** Name in Batch: the same, except where that is longer than 30 characters or changes with the currency. */
	readonly name: string;
	readonly title: string;
	readonly type: AttributeType;
}

/** Holds the app's integration currency itself, which Purchasely only says inside of key names. */
export const appCurrencyAttribute = 'app_currency';

/**
 * Every attribute of poool-purchasely.md §2.4 but `event_name` (the event's name) and the `_ms` twins of
 * the dates, which say the same once more.
 */
export const attributeRules: readonly AttributeRule[] = [
	rule('api_version', 'API Version', 'integer'),
	rule('event_id', 'Event ID', 'text'),
	rule('event_created_at', 'Event Created At', 'date'),
	rule('user_id', 'User ID', 'text'),
	rule('anonymous_user_id', 'Anonymous User ID', 'text'),
	rule('device_id', 'Device ID', 'text'),
	rule('device_type', 'Device Type', 'text'),
	rule('store', 'Store', 'text'),
	rule('store_country', 'Store Country', 'text'),
	rule('store_app_bundle_id', 'Store App Bundle ID', 'text'),
	rule('store_product_id', 'Store Product ID', 'text'),
	rule('store_transaction_id', 'Store Transaction ID', 'text'),
	rule('store_original_transaction_id', 'Store Original Transaction ID', 'text'),
	rule('purchase_token', 'Purchase Token', 'text'),
	rule('environment', 'Environment', 'text'),
	rule('purchase_type', 'Purchase Type', 'text'),
	rule('product', 'Product', 'text'),
	rule('plan', 'Plan', 'text'),
	rule('previous_plan', 'Previous Plan', 'text'),
	rule('previous_store_product_id', 'Previous Store Product ID', 'text'),
	rule('content_id', 'Content ID', 'text'),
	rule('purchasely_subscription_id', 'Purchasely Subscription ID', 'text'),
	rule('from_purchasely_subscription_id', 'From Subscription ID', 'text', 'from_subscription_id'),
	rule('purchasely_one_time_purchase_id', 'One-Time Purchase ID', 'text', 'one_time_purchase_id'),
	rule('purchased_at', 'Purchased At', 'date'),
	rule('original_purchased_at', 'Original Purchased At', 'date'),
	rule('next_renewal_at', 'Next Renewal At', 'date'),
	rule('effective_next_renewal_at', 'Effective Next Renewal At', 'date'),
	rule('grace_period_expires_at', 'Grace Period Expires At', 'date'),
	rule('defer_end_at', 'Defer End At', 'date'),
	rule('auto_resume_at', 'Auto Resume At', 'date'),
	rule('subscription_status', 'Subscription Status', 'text'),
	rule('offer_type', 'Offer Type', 'text'),
	rule('previous_offer_type', 'Previous Offer Type', 'text'),
	rule('offer_identifier', 'Offer Identifier', 'text'),
	rule('offer_code_ref_name', 'Offer Code Reference Name', 'text'),
	rule('promotional_offer_id', 'Promotional Offer ID', 'text'),
	rule('is_family_shared', 'Is Family Shared', 'boolean'),
	rule('customer_currency', 'Customer Currency', 'text'),
	rule('plan_price_in_customer_currency', 'Plan Price (Customer Currency)', 'number', 'plan_price'),
	rule('plan_price_in_<currency>', 'Plan Price (App Currency)', 'number', 'plan_price_app_currency'),
	rule('full_plan_price_in_customer_currency', 'Full Plan Price (Customer Currency)', 'number', 'full_plan_price'),
	rule('full_plan_price_in_<currency>', 'Full Plan Price (App Currency)', 'number', 'full_plan_price_app_currency'),
	rule('cumulated_revenues_in_<currency>', 'Cumulated Revenues (App Currency)', 'number', 'cumulated_revenues'),
	rule('amount_in_customer_currency', 'Amount (Customer Currency)', 'number', 'amount'),
	rule('amount_in_<currency>', 'Amount (App Currency)', 'number', 'amount_app_currency'),
	rule('amount_in_usd', 'Amount (USD)', 'number', 'amount_usd'),
	rule('source_event_name', 'Source Event Name', 'text'),
	rule('transferred_from_user_id', 'Transferred From User ID', 'text'),
	rule(
		'transferred_from_anonymous_user_id',
		'Transferred From Anonymous User ID',
		'text',
		'transferred_from_anonymous_id',
	),
	rule('transferred_to_user_id', 'Transferred To User ID', 'text'),
	rule('transferred_to_anonymous_user_id', 'Transferred To Anonymous User ID', 'text', 'transferred_to_anonymous_id'),
	rule('presentation', 'Presentation', 'text'),
	rule('placement', 'Placement', 'text'),
	rule('audience', 'Audience', 'text'),
	rule('ab_test', 'A/B Test', 'text'),
	rule('ab_test_variant', 'A/B Test Variant', 'text'),
	rule('commitment_billing_type', 'Commitment Billing Type', 'text'),
	rule('billing_period_number', 'Billing Period Number', 'integer'),
	rule('total_billing_periods', 'Total Billing Periods', 'integer'),
	rule('commitment_expires_at', 'Commitment Expires At', 'date'),
	rule('commitment_will_auto_renew', 'Commitment Will Auto Renew', 'boolean'),
];

/**
 * What marketers segment on (poool-purchasely.md §2.5) and where in the app it was bought: the 20 attributes of an event in
 * the project family, of which the app family takes the first 15.
 */
export const defaultAttributes: readonly string[] = [
	'product',
	'plan',
	'purchase_type',
	'subscription_status',
	'offer_type',
	'store',
	'environment',
	'effective_next_renewal_at',
	'plan_price',
	'customer_currency',
	'amount',
	'source_event_name',
	'placement',
	'presentation',
	'content_id',
	'audience',
	'ab_test',
	'ab_test_variant',
	'offer_identifier',
	'grace_period_expires_at',
];

function rule(source: string, title: string, type: AttributeType, name = source): AttributeRule {
	return { source, name, title, type };
}
