//! The signature of a message: HMAC-SHA-256 over its id, the time and its body, as Standard Webhooks 1.0 has it.
//!
//! In: an id, a body, the keys, a time. Out: the headers that go with it. Pure.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use http::header::{HeaderMap, HeaderName, HeaderValue};
use jiff::Timestamp;
use sha2::Sha256;

use crate::config::SigningKey;

const ID: HeaderName = HeaderName::from_static("webhook-id");
const TIME: HeaderName = HeaderName::from_static("webhook-timestamp");
const SIGNATURE: HeaderName = HeaderName::from_static("webhook-signature");

/// The headers of the message `id`, which is sent at `now`: one signature for each of `keys`.
pub(super) fn headers(id: &str, body: &[u8], keys: &[SigningKey], now: Timestamp) -> HeaderMap {
    let second = now.as_second();
    let signatures: Vec<String> = keys
        .iter()
        .filter_map(|key| signature(id, second, body, key))
        .collect();
    let mut headers = HeaderMap::new();
    headers.insert(TIME, HeaderValue::from(second));
    // Ids are byline's own, and signatures are base64: both are ASCII.
    for (name, value) in [(ID, id), (SIGNATURE, &signatures.join(" "))] {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    }
    headers
}

/// `v1,` and the HMAC in base64.
fn signature(id: &str, second: i64, body: &[u8], key: &SigningKey) -> Option<String> {
    // A key of any length will do, so this cannot fail.
    let mut mac = Hmac::<Sha256>::new_from_slice(key.expose()).ok()?;
    mac.update(format!("{id}.{second}.").as_bytes());
    mac.update(body);
    Some(format!(
        "v1,{}",
        STANDARD.encode(mac.finalize().into_bytes())
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The vector of the specification's own libraries: a receiver that uses one of them must believe byline.
    #[test]
    fn a_message_is_signed_as_the_specification_has_it() {
        let key = SigningKey::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").expect("a secret");
        let other = SigningKey::parse("whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD").expect("a secret");
        let now = Timestamp::from_second(1_614_265_330).expect("a time");
        let body = br#"{"test": 2432232314}"#;
        let id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
        let headers = headers(id, body, &[key, other], now);
        assert_eq!(headers["webhook-id"], id);
        assert_eq!(headers["webhook-timestamp"], "1614265330");
        let signatures = headers["webhook-signature"].to_str().expect("ASCII");
        let mut signatures = signatures.split(' ');
        assert_eq!(
            signatures.next(),
            Some("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
        );
        assert!(signatures.next().is_some_and(|it| it.starts_with("v1,")));
    }
}
