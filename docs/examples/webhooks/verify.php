<?php
// Checks a webhook with nothing but PHP. $body is the raw text: file_get_contents('php://input').

const TOLERANCE_SECONDS = 300;

/** The event, or an exception that says what is wrong. */
function verify_webhook(string $secret, array $headers, string $body, ?int $now = null): array
{
    $id = $headers['webhook-id'] ?? '';
    $timestamp = $headers['webhook-timestamp'] ?? '';
    if ($id === '' || !ctype_digit($timestamp)) {
        throw new RuntimeException('webhook headers are missing');
    }
    if (abs(($now ?? time()) - (int) $timestamp) > TOLERANCE_SECONDS) {
        throw new RuntimeException('the webhook is too old');
    }
    $key = base64_decode(preg_replace('/^whsec_/', '', $secret));
    $expected = base64_encode(hash_hmac('sha256', "$id.$timestamp.$body", $key, true));
    // While a secret rotates there are two signatures: one that fits is enough.
    foreach (explode(' ', $headers['webhook-signature'] ?? '') as $part) {
        [$version, $given] = array_pad(explode(',', $part, 2), 2, '');
        if ($version === 'v1' && hash_equals($expected, $given)) {
            return json_decode($body, true, 64, JSON_THROW_ON_ERROR);
        }
    }
    throw new RuntimeException('the signature does not fit');
}
