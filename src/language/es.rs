//! Spanish.

use super::table::{Captions, Embed, FirstPublished, Labels, Language, NOTHING, Unit, names};

pub(crate) const LANGUAGE: Language = Language {
    tags: "es",
    names: &[names!(es_ES)],
    month_names: &[(7, "jul"), (9, "set|sept|setiembre")],
    second: "segundo|segundos|seg|s",
    minute: "minuto|minutos|min|mins",
    hour: "hora|horas|h|hr|hrs",
    day: "día|días|d",
    week: "semana|semanas|sem",
    month: "mes|meses",
    year: "año|años",
    numbers: &[
        (1, "un|una|uno"),
        (2, "dos"),
        (3, "tres"),
        (4, "cuatro"),
        (5, "cinco"),
        (6, "seis"),
        (7, "siete"),
        (8, "ocho"),
        (9, "nueve"),
        (10, "diez"),
        (11, "once"),
        (12, "doce"),
    ],
    amounts: &[
        (
            5,
            Unit::Minute,
            "unos minutos|pocos minutos|unos pocos minutos|algunos minutos",
        ),
        (30, Unit::Minute, "media hora"),
    ],
    opens: "hace",
    ago: "atrás",
    about: "unos|unas|poco más de|poco menos de|algo más de|alrededor de|cerca de|aproximadamente|casi|más de|menos de|como",
    and: "y|con",
    now: "ahora|ahora mismo|justo ahora|hace un momento|hace unos instantes|hace unos segundos|hace instantes|recién",
    today: "hoy",
    yesterday: "ayer",
    before_yesterday: "anteayer|antes de ayer|antier",
    links: "de|del|a|las|la|el|en",
    clock: "a las|a la",
    oclock: "horas|hrs|h",
    hour_mark: "h",
    half_past: "y media",
    morning: "a.m|a m|de la mañana|de la madrugada",
    afternoon: "p.m|p m|de la tarde|de la noche",
    noon: "mediodía|al mediodía|a mediodía",
    midnight: "medianoche|a medianoche",
    ordinal: "º",
    published: "publicado|publicado el|publicada el|publicado en|fecha de publicación|creado|creado el",
    updated: "actualizado|actualizado el|actualizada el|actualizado a las|última actualización|modificado|modificado el|editado",
    dated: "fecha|el|hora",
    labels: Labels {
        source: "fuentes|fuente|con información de",
        author: "autor|autora|autores|autoras|por|texto|textos|escrito por|redactado por|publicado por|elaborado por\
            |entrevista de|un artículo de|reportaje de|redactor|redactora|periodista|corresponsal|texto de\
            |texto y fotos",
        editor_offices: "edición|editado por|editor|editora",
        photos: "vídeo|fotos de|foto de|fotografías de",
        without_colon: "por|escrito por|redactado por|publicado por|elaborado por|texto de|reportaje de\
            |entrevista de|con información de",
        ..NOTHING.labels
    },
    captions: Captions {
        labels: "foto|fotos|fotografía|fotografías|imagen|imágenes|crédito|créditos|fuente|fotógrafo|fotógrafa\
            |ilustración|archivo|cortesía",
        without_colon: "foto de|fotos de|fotografía de|foto por|cortesía de",
        owners: "archivo|museo|biblioteca|ayuntamiento|universidad|policía|colección",
        ..NOTHING.captions
    },
    between_names: "y|e",
    names_with: "con",
    roles: "nuestro|nuestra|redacción|redactor|redactora|corresponsal|agencia|agencias|equipo|invitado|periodista|colaborador\
        |colaboradora|enviado|enviada|comunicado|internacional|nacional",
    media_words: "diario|periódico|noticias|agencia|correo|voz|faro|gaceta",
    agencies: "EFE|Europa Press|Télam|Notimex|Prensa Latina|Colpisa|Servimedia",
    next_page: "siguiente|página siguiente|próxima",
    calls: "leer más",
    controls: &[(0, "publicidad")],
    afterwords: &[(10, "lea también")],
    elsewhere: "agencias|varios|otros medios|redes",
    first_published: FirstPublished {
        this: "este|esta|el|la",
        article: "artículo|texto|reportaje|nota|entrevista|columna|crónica|contenido",
        first: "originalmente|primero|inicialmente|anteriormente|primera",
        published: "publicado|publicada|publicó|apareció",
        reprinted: "reproducido|reproducida|republicado|republicada",
        to: "en|por|de|con",
        between: "se|fue|ha|sido|y|en|por|la|vez|con|permiso",
        within_names: "de|del|la|y",
    },
    embed: Some(Embed {
        terms: "Condiciones de uso",
        empty: "No hay artículos por ahora",
    }),
    rights_words: [
        "reproducción|reproducir|redistribu|difusión|nuestros textos|nuestros contenidos",
        "autorización|consentimiento|permiso|por escrito|licencia",
        "derechos de autor|propiedad intelectual|infracción|acciones legales|infring",
    ],
    terms_links: "derechos de autor|derechos|condiciones de uso|términos de uso|términos y condiciones|aviso legal|nota legal",
    contact_links: "contacto|contáctenos|contacta|contáctanos|contactar",
    box_titles: "lo más leído|más leídas|más leídos|más vistas|más vistos|te puede interesar|recomendad|relacionad",
    ..NOTHING
};
