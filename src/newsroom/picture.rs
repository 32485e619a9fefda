//! Pictures: hills in the light of some hour, drawn from a number.
//!
//! In: a size and a seed. Out: a PNG (W3C PNG, palette of 8 bits). A few milliseconds at most.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;

use super::chance::between;

/// Sky above, sky below, the nearest hill; the hills between are mixed.
const LIGHTS: [[[u8; 3]; 3]; 6] = [
    [[52, 92, 152], [250, 205, 160], [28, 42, 58]],
    [[118, 176, 222], [232, 242, 248], [38, 86, 58]],
    [[68, 54, 104], [242, 150, 112], [34, 26, 46]],
    [[150, 170, 186], [226, 228, 226], [54, 68, 66]],
    [[16, 24, 56], [72, 92, 140], [8, 12, 26]],
    [[96, 160, 196], [252, 234, 178], [92, 84, 32]],
];
const SKY_STEPS: u8 = 48;
const RIDGES: u8 = 5;
const SUN: u8 = SKY_STEPS;

/// A GIF of one transparent pixel, shown until a script has loaded a picture.
pub(super) const BLANK_GIF: &[u8] = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;";

/// A landscape; empty when it could not be packed, which a `Vec` never refuses.
pub(super) fn landscape(width: u16, height: u16, seed: u64) -> Vec<u8> {
    let light = LIGHTS
        .get(usize::try_from(between("light", seed, 0, 5)).unwrap_or(0))
        .unwrap_or(&LIGHTS[0]);
    let mut packer = ZlibEncoder::new(Vec::new(), Compression::fast());
    let ridges = ridges(width, height, seed);
    let (sun_x, sun_y) = (
        share(between("sun x", seed, 20, 80), width),
        share(between("sun y", seed, 16, 34), height),
    );
    let radius = f64::from(height) / 14.0;
    let mut row = vec![0u8; usize::from(width) + 1];
    for y in 0..height {
        // The first byte of a row names its filter: 0, none.
        for (x, pixel) in (0..width).zip(row.iter_mut().skip(1)) {
            let place = f64::from(y);
            let near = ridges
                .iter()
                .rposition(|tops| tops.get(usize::from(x)).is_some_and(|top| place >= *top));
            *pixel = match near {
                Some(ridge) => SUN + 1 + u8::try_from(ridge).unwrap_or(0),
                None if (f64::from(x) - sun_x).hypot(place - sun_y) < radius => SUN,
                None => sky(y, height),
            };
        }
        if packer.write_all(&row).is_err() {
            return Vec::new();
        }
    }
    let pixels = packer.finish().unwrap_or_default();
    let mut header = Vec::with_capacity(13);
    header.extend(u32::from(width).to_be_bytes());
    header.extend(u32::from(height).to_be_bytes());
    header.extend([8, 3, 0, 0, 0]);
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    chunk(&mut png, *b"IHDR", &header);
    chunk(&mut png, *b"PLTE", &palette(light));
    chunk(&mut png, *b"IDAT", &pixels);
    chunk(&mut png, *b"IEND", &[]);
    png
}

fn share(percent: u64, of: u16) -> f64 {
    f64::from(of) * f64::from(u32::try_from(percent).unwrap_or(50)) / 100.0
}

fn sky(y: u16, height: u16) -> u8 {
    let step = u32::from(y) * u32::from(SKY_STEPS) * 10 / (u32::from(height.max(1)) * 8);
    u8::try_from(step).unwrap_or(SKY_STEPS).min(SKY_STEPS - 1)
}

/// For each ridge, farthest first, where it begins in each column.
fn ridges(width: u16, height: u16, seed: u64) -> Vec<Vec<f64>> {
    let tall = f64::from(height);
    (0..RIDGES)
        .map(|ridge| {
            let depth = f64::from(ridge) / f64::from(RIDGES);
            let phase = |about: &str| {
                let turn = between(about, seed ^ (u64::from(ridge) << 7), 0, 628);
                f64::from(u32::try_from(turn).unwrap_or(0)) / 100.0
            };
            let (a, b, c) = (phase("a"), phase("b"), phase("c"));
            (0..width)
                .map(|x| {
                    let along = f64::from(x) / tall;
                    let wave = (along * 2.1 + a).sin() * 0.5
                        + (along * 5.3 + b).sin() * 0.28
                        + (along * 13.7 + c).sin() * 0.09
                        + (along * 37.0 + a).sin() * 0.03;
                    let base = 0.46 + depth * 0.5;
                    tall * (base - wave * (0.16 - depth * 0.08))
                })
                .collect()
        })
        .collect()
}

fn palette(light: &[[u8; 3]; 3]) -> Vec<u8> {
    let [high, low, near] = *light;
    let mut colours = Vec::with_capacity(3 * usize::from(SUN + 1 + RIDGES));
    for step in 0..SKY_STEPS {
        colours.extend(mix(high, low, step, SKY_STEPS));
    }
    colours.extend(mix(low, [255, 252, 236], 4, 5));
    for ridge in 1..=RIDGES {
        colours.extend(mix(low, near, ridge, RIDGES));
    }
    colours
}

fn mix(from: [u8; 3], to: [u8; 3], part: u8, of: u8) -> [u8; 3] {
    let (part, of) = (u16::from(part), u16::from(of.max(1)));
    let one = |a: u8, b: u8| {
        let sum = u16::from(a) * (of - part.min(of)) + u16::from(b) * part.min(of);
        u8::try_from(sum / of).unwrap_or(u8::MAX)
    };
    [
        one(from[0], to[0]),
        one(from[1], to[1]),
        one(from[2], to[2]),
    ]
}

fn chunk(png: &mut Vec<u8>, name: [u8; 4], content: &[u8]) {
    let length = u32::try_from(content.len()).unwrap_or(u32::MAX);
    let mut check = flate2::Crc::new();
    check.update(&name);
    check.update(content);
    png.extend(length.to_be_bytes());
    png.extend(name);
    png.extend(content);
    png.extend(check.sum().to_be_bytes());
}
