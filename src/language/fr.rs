//! French.

use super::table::{Captions, Embed, FirstPublished, Labels, Language, NOTHING, Unit, names};

pub(crate) const LANGUAGE: Language = Language {
    tags: "fr",
    names: &[names!(fr_FR), names!(fr_CA)],
    month_names: &[(2, "fev"), (7, "juill")],
    second: "seconde|secondes|sec|s",
    minute: "minute|minutes|min|mn",
    hour: "heure|heures|h",
    day: "jour|jours|j",
    week: "semaine|semaines|sem",
    month: "mois|m",
    year: "an|ans|année|années",
    numbers: &[
        (1, "un|une|d'un|d'une"),
        (2, "deux"),
        (3, "trois"),
        (4, "quatre"),
        (5, "cinq"),
        (6, "six"),
        (7, "sept"),
        (8, "huit"),
        (9, "neuf"),
        (10, "dix"),
        (11, "onze"),
        (12, "douze"),
    ],
    amounts: &[
        (5, Unit::Minute, "quelques minutes"),
        (30, Unit::Minute, "une demi-heure|une demi heure"),
    ],
    opens: "il y a|y a|voici|voilà",
    about: "environ|près de|près|à peu près|quelque|presque|plus de|plus|moins de|moins|à peine|un peu plus de|un peu moins de|un peu plus|un peu moins",
    and: "et",
    now: "à l'instant|maintenant|il y a un instant|il y a quelques instants|il y a quelques secondes",
    today: "aujourd'hui|ce jour",
    yesterday: "hier",
    before_yesterday: "avant-hier|avant hier",
    links: "à|le|de|du|la|vers",
    clock: "vers",
    hour_mark: "h|heures|heure",
    minute_mark: "min|mn",
    half_past: "et demie|et demi",
    morning: "du matin",
    afternoon: "de l'après-midi|du soir",
    noon: "midi",
    midnight: "minuit",
    ordinal: "er|re|e",
    published: "publié|publié le|publiée le|paru le|paru|mis en ligne|mis en ligne le|mise en ligne|mise en ligne le|posté le|écrit le|créé le|diffusé le|date de publication|publication",
    updated: "mis à jour|mis à jour le|mise à jour|mise à jour le|modifié|modifié le|actualisé|actualisé le|dernière mise à jour|dernière modification",
    dated: "date|le|à",
    between_names: "et",
    labels: Labels {
        source: "sources|source|avec les informations de",
        author: "auteur|auteure|autrice|auteurs|autrices|par|texte|textes|rédigé par|écrit par|publié par\
            |propos recueillis par|recueilli par|entretien réalisé par|réalisé par|un article de|un texte de\
            |une chronique de|reportage|journaliste|correspondant|correspondante|signature",
        editor_offices: "rédacteur en chef|rédactrice en chef|édition",
        published: "date",
        photos: "photographies|images|vidéo|photos de|photographies de",
        without_colon: "par|rédigé par|écrit par|publié par|propos recueillis par|recueilli par\
            |entretien réalisé par|réalisé par|avec les informations de",
        ..NOTHING.labels
    },
    captions: Captions {
        labels: "photo|photos|crédit|crédits|crédit photo|crédits photo|crédit photos|crédits photos\
            |crédit image|photographie|photographe|image|illustration",
        without_colon: "photo de|photos de|photographie de|photo par|avec l'aimable autorisation de",
        owners: "archives|musée|bibliothèque|collection|université|police|mairie",
        ..NOTHING.captions
    },
    names_with: "avec",
    roles: "notre|rédaction|rédacteur|rédactrice|journaliste|correspondant|correspondante|envoyé|envoyée|stagiaire|agence\
        |agences|équipe|communiqué|invité",
    media_words: "agence|dépêche|sentinelle|courrier|écho|figaro|république|voix|gazette",
    agencies: "AFP|Belga|ATS|Keystone-ATS|La Presse canadienne|MAP|APS|PANAPRESS",
    next_page: "suivant|suivante|page suivante",
    page_row: "Précédent",
    calls: "lire la suite",
    controls: &[(0, "publicité")],
    afterwords: &[(10, "à lire aussi|à lire également")],
    elsewhere: "agences|divers|autres|presse",
    first_published: FirstPublished {
        this: "cet|cette|ce|l",
        article: "article|texte|tribune|entretien|enquête|chronique|dépêche|reportage",
        first: "abord|initialement|originellement|originalement|auparavant|première",
        published: "publié|publiée|paru|parue|diffusé",
        reprinted: "repris|reprise|reproduit",
        to: "par|dans|sur|de|du|en|avec",
        between: "a|d|été|est|et|en|à|l|avec|la|autorisation",
        within_names: "de|du|des|la|le|les|d|l|et",
    },
    embed: Some(Embed {
        terms: "Conditions d’utilisation",
        empty: "Aucun article pour le moment",
    }),
    rights_words: [
        "reproduction|reproduire|rediffus|diffusion|réutilis|nos textes|nos contenus",
        "autorisation|accord écrit|consentement|par écrit|licence",
        "droit d’auteur|droit d'auteur|droits d’auteur|droits d'auteur|contrefaçon|poursuites|propriété intellectuelle",
    ],
    terms_links: "droits d'auteur|droits d’auteur|droits de reproduction|conditions d'utilisation|conditions d’utilisation|conditions générales|cgu|mentions légales",
    contact_links: "contact|contactez-nous|nous contacter|contacts",
    box_titles: "les plus lus|plus lus|les plus vus|les plus partagés|sur le même sujet|à lire aussi|recommandé",
    ..NOTHING
};
