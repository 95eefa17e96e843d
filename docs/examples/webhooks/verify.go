// Package webhooks checks a webhook with nothing but Go. body is the raw text as it came.
package webhooks

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const tolerance = 5 * time.Minute

// Verify says whether a webhook is genuine and fresh; nil means that it is.
func Verify(secret string, headers http.Header, body []byte, now time.Time) error {
	id, timestamp := headers.Get("webhook-id"), headers.Get("webhook-timestamp")
	seconds, err := strconv.ParseInt(timestamp, 10, 64)
	if id == "" || err != nil {
		return errors.New("webhook headers are missing")
	}
	if age := now.Sub(time.Unix(seconds, 0)); age > tolerance || age < -tolerance {
		return errors.New("the webhook is too old")
	}
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	if err != nil {
		return errors.New("the secret is not whole")
	}
	mac := hmac.New(sha256.New, key)
	fmt.Fprintf(mac, "%s.%s.%s", id, timestamp, body)
	expected := mac.Sum(nil)
	// While a secret rotates there are two signatures: one that fits is enough.
	for _, part := range strings.Split(headers.Get("webhook-signature"), " ") {
		version, text, _ := strings.Cut(part, ",")
		given, err := base64.StdEncoding.DecodeString(text)
		if err == nil && version == "v1" && hmac.Equal(given, expected) {
			return nil
		}
	}
	return errors.New("the signature does not fit")
}
