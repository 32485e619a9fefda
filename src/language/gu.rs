//! Gujarati.

use super::table::{Captions, Labels, Language, NOTHING, names};

pub(crate) const LANGUAGE: Language = Language {
    tags: "gu",
    names: &[names!(gu_IN)],
    second: "સેકંડ|સેકન્ડ",
    minute: "મિનિટ",
    hour: "કલાક",
    day: "દિવસ",
    week: "અઠવાડિયા|અઠવાડિયું",
    month: "મહિના|મહિનો",
    year: "વર્ષ",
    numbers: &[(1, "એક"), (2, "બે"), (3, "ત્રણ")],
    ago: "પહેલાં|પહેલા|અગાઉ",
    about: "લગભગ|આશરે",
    and: "અને",
    now: "હમણાં|હમણાં જ|હવે",
    today: "આજે|આજ",
    yesterday: "ગઈકાલે|ગઇકાલે",
    before_yesterday: "ગયા પરમદિવસે",
    links: "ના|વાગ્યે",
    oclock: "વાગ્યે",
    morning: "સવારે",
    afternoon: "સાંજે|બપોરે|રાત્રે",
    published: "પ્રકાશિત",
    updated: "અપડેટ|છેલ્લે અપડેટ",
    captions: Captions {
        labels: "તસવીર|ફોટો",
        ..NOTHING.captions
    },
    labels: Labels {
        source: "સ્ત્રોત|સોર્સ",
        author: "લેખક|લેખિકા|રિપોર્ટ",
        ..NOTHING.labels
    },
    between_names: "અને",
    roles: "ડેસ્ક|ટીમ|પ્રતિનિધિ",
    controls: &[
        (20, "શેર કરો|ફોલો કરો|પ્રિન્ટ કરો|ડાઉનલોડ કરો|કોમેન્ટ કરો"),
        (
            0,
            "શેર|પ્રિન્ટ|ટિપ્પણી|ટિપ્પણીઓ|કોમેન્ટ|પ્રતિભાવ|સાંભળો|સમાચાર સાંભળો|લિંક કોપી\
            |લિંક કોપી કરો|ફોન્ટ સાઇઝ|અક્ષરનું કદ|બુકમાર્ક|સેવ કરો|ઇમેઇલ|ઈમેલ|વધુ વાંચો\
            |ફેસબુક|ટ્વિટર|વોટ્સએપ",
        ),
    ],
    ..NOTHING
};
