//! Portuguese.

use super::table::{Captions, FirstPublished, Labels, Language, NOTHING, Unit, names};

pub(crate) const LANGUAGE: Language = Language {
    tags: "pt",
    names: &[names!(pt_PT)],
    weekday_names: &[
        (1, "segunda-feira|segunda feira"),
        (2, "terça-feira|terça feira"),
        (3, "quarta-feira|quarta feira"),
        (4, "quinta-feira|quinta feira"),
        (5, "sexta-feira|sexta feira"),
    ],
    second: "segundo|segundos|seg|s",
    minute: "minuto|minutos|min|mins",
    hour: "hora|horas|h|hr|hrs",
    day: "dia|dias|d",
    week: "semana|semanas|sem",
    month: "mês|meses",
    year: "ano|anos",
    numbers: &[
        (1, "um|uma"),
        (2, "dois|duas"),
        (3, "três"),
        (4, "quatro"),
        (5, "cinco"),
        (6, "seis"),
        (7, "sete"),
        (8, "oito"),
        (9, "nove"),
        (10, "dez"),
        (11, "onze"),
        (12, "doze"),
    ],
    amounts: &[
        (5, Unit::Minute, "alguns minutos|poucos minutos|uns minutos"),
        (30, Unit::Minute, "meia hora"),
    ],
    opens: "há|faz",
    ago: "atrás",
    about: "cerca de|aproximadamente|aprox|quase|mais de|menos de|pouco mais de|pouco menos de|uns|umas",
    and: "e",
    now: "agora mesmo|agora|agora há pouco|há instantes|há momentos|há poucos segundos|neste momento",
    today: "hoje",
    yesterday: "ontem",
    before_yesterday: "anteontem",
    links: "de|do|da|às|as|à|a|o|em",
    clock: "às|pelas",
    oclock: "horas|h",
    hour_mark: "h|hs",
    minute_mark: "min|m",
    half_past: "e meia",
    morning: "da manhã|da madrugada",
    afternoon: "da tarde|da noite",
    noon: "meio-dia|ao meio-dia",
    midnight: "meia-noite|à meia-noite",
    ordinal: "º",
    published: "publicado|publicado em|publicada em|publicado às|publicação|postado em|criado em|data de publicação",
    updated: "atualizado|atualizado em|actualizado em|atualizado às|atualizada em|última atualização|atualização|modificado em|editado",
    dated: "data|em",
    labels: Labels {
        source: "fontes|fonte",
        author: "autor|autora|autores|autoras|por|texto|textos|escrito por|publicado por|redigido por|reportagem de\
            |texto de|reportagem|repórter|jornalista",
        editor_offices: "edição|editado por|edição de",
        photos: "fotos|foto|fotografia|fotografias|fotógrafo|fotógrafa|imagem|imagens|crédito|créditos|ilustração\
            |vídeo|fotos de|foto de",
        without_colon: "por|escrito por|publicado por|redigido por|texto de|reportagem de",
        ..NOTHING.labels
    },
    captions: Captions {
        labels: "foto|fotos|fotografia|imagem|imagens|crédito|créditos|fonte|fotógrafo|ilustração|divulgação\
            |reprodução|cortesia",
        without_colon: "foto de|fotos de|foto por|cortesia de",
        owners: "arquivo|museu|biblioteca|prefeitura|universidade|polícia|divulgação|reprodução",
        ..NOTHING.captions
    },
    between_names: "e",
    names_with: "com",
    roles: "redação|redacção|repórter|agência|agências|equipe|equipa|jornalista|correspondente|enviado|enviada\
        |colaborador|colaboração|assessoria|convidado|da",
    agencies: "Lusa|Agência Brasil|Folhapress|Estadão Conteúdo|ANGOP|Agência Lusa",
    next_page: "próxima|seguinte",
    controls: &[(0, "publicidade|voltar")],
    elsewhere: "agências|vários|outros",
    first_published: FirstPublished {
        this: "o|a|esse|este|esta",
        article: "artigo|matéria|reportagem|notícia|texto",
        first: "originalmente|primeiro|primeira|inicialmente|anteriormente",
        published: "publicado|publicada|saiu|apareceu",
        reprinted: "reproduzido|reproduzida|republicado|republicada",
        to: "em|no|na|pelo|pela|do|por|com|de",
        between: "foi|vez|pela|é|por|a|com",
        within_names: "do|da|dos|das|e|de",
    },
    rights_words: [
        "reprodução|reproduzir|redistribui|difusão|nossos textos|nossos conteúdos",
        "autorização|consentimento|permissão|por escrito|licença",
        "direitos de autor|direitos autorais|propriedade intelectual|infração|medidas legais",
    ],
    box_titles: "mais lidas|mais lidos|mais vistas|mais vistos|leia também|recomendad|relacionad",
    ..NOTHING
};
