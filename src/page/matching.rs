//! Which elements of a page a selector matches (Selectors Level 4, by the `selectors` crate).

use std::cell::RefCell;

use html5ever::{LocalName, Namespace, local_name, ns};
use selectors::OpaqueElement;
use selectors::attr::{AttrSelectorOperation, CaseSensitivity, NamespaceConstraint};
use selectors::bloom::BloomFilter;
use selectors::context::{
    MatchingContext, MatchingForInvalidation, MatchingMode, NeedsSelectorFlags, QuirksMode,
    SelectorCaches,
};
use selectors::matching::{ElementSelectorFlags, matches_selector_list};
use selectors::parser::Component;

use super::dom::Node;
use crate::model::selector::{Css, Name, NoPseudoElement, PseudoClass, Selector, Value};

/// A selector at work on one page.
///
/// It remembers how it counted the elements of this page: `:nth-child` of a list with thousands of entries would otherwise
/// count from the first entry for each of them. For another page another matcher is made.
pub(crate) struct Matcher {
    selector: Selector,
    /// The names that an element must have one of, as written and in lower case. `None`: it may have any.
    names: Option<Vec<[Name; 2]>>,
    counted: RefCell<SelectorCaches>,
}

impl Matcher {
    pub(crate) fn new(selector: Selector) -> Self {
        Self {
            names: names(&selector),
            selector,
            counted: RefCell::default(),
        }
    }

    /// Whether `node` is an element that the selector matches.
    pub(crate) fn matches(&self, node: Node<'_>) -> bool {
        let is_named = |own| self.names.as_ref().is_none_or(|names| has_one(names, own));
        if !node.name().is_some_and(is_named) {
            return false;
        }
        let mut counted = self.counted.borrow_mut();
        let mut context = MatchingContext::new(
            MatchingMode::Normal,
            None,
            &mut counted,
            QuirksMode::NoQuirks,
            NeedsSelectorFlags::No,
            MatchingForInvalidation::No,
        );
        let selectors = self.selector.list();
        matches_selector_list(selectors, &node, &mut context)
    }
}

fn names(selector: &Selector) -> Option<Vec<[Name; 2]>> {
    let selectors = selector.list().slice().iter();
    let named = selectors.map(|one| {
        // The parts of the last compound: those of the element itself.
        one.iter().find_map(|part| match part {
            Component::LocalName(it) => Some([it.name.clone(), it.lower_name.clone()]),
            _ => None,
        })
    });
    named.collect()
}

fn has_one(names: &[[Name; 2]], own: &LocalName) -> bool {
    names.iter().flatten().any(|name| name.0 == *own)
}

impl selectors::Element for Node<'_> {
    type Impl = Css;

    fn opaque(&self) -> OpaqueElement {
        match self.element() {
            Some(element) => OpaqueElement::new(element),
            None => OpaqueElement::new(self.dom()),
        }
    }

    fn parent_element(&self) -> Option<Self> {
        self.parent().filter(|parent| parent.element().is_some())
    }

    fn parent_node_is_shadow_root(&self) -> bool {
        false
    }

    fn containing_shadow_host(&self) -> Option<Self> {
        None
    }

    fn is_pseudo_element(&self) -> bool {
        false
    }

    fn prev_sibling_element(&self) -> Option<Self> {
        self.previous_element()
    }

    fn next_sibling_element(&self) -> Option<Self> {
        self.next_element()
    }

    fn first_element_child(&self) -> Option<Self> {
        (*self).first_element_child()
    }

    fn is_html_element_in_html_document(&self) -> bool {
        self.element().is_some_and(|own| own.name.ns == ns!(html))
    }

    fn has_local_name(&self, name: &Name) -> bool {
        self.name() == Some(&name.0)
    }

    fn has_namespace(&self, namespace: &Namespace) -> bool {
        self.element().is_some_and(|own| own.name.ns == *namespace)
    }

    fn is_same_type(&self, other: &Self) -> bool {
        let name = |node: &Self| node.element().map(|element| &element.name);
        name(self) == name(other)
    }

    fn attr_matches(
        &self,
        namespace: &NamespaceConstraint<&Namespace>,
        name: &Name,
        operation: &AttrSelectorOperation<&Value>,
    ) -> bool {
        let mut attributes = self.element().into_iter().flat_map(|own| &own.attributes);
        attributes.any(|attribute| {
            attribute.name.local == name.0
                && match namespace {
                    NamespaceConstraint::Any => true,
                    NamespaceConstraint::Specific(of) => attribute.name.ns == **of,
                }
                && operation.eval_str(&attribute.value)
        })
    }

    fn match_non_ts_pseudo_class(
        &self,
        class: &PseudoClass,
        _: &mut MatchingContext<'_, Css>,
    ) -> bool {
        match class {
            PseudoClass::Link => self.is_link(),
            PseudoClass::OnlyText => {
                let mut children = self.children();
                children
                    .next()
                    .is_some_and(|only| only.own_text().is_some())
                    && children.next().is_none()
            }
            PseudoClass::HasText(text) => self
                .descendants()
                .filter_map(Self::own_text)
                .any(|own| own.contains(&text.0)),
            PseudoClass::Contains(text) => self.text().contains(&text.0),
        }
    }

    fn match_pseudo_element(
        &self,
        none: &NoPseudoElement,
        _: &mut MatchingContext<'_, Css>,
    ) -> bool {
        match *none {}
    }

    fn apply_selector_flags(&self, _: ElementSelectorFlags) {}

    fn is_link(&self) -> bool {
        let links = |name| name == &local_name!("a") || name == &local_name!("area");
        self.name().is_some_and(links) && self.attr("href").is_some()
    }

    fn is_html_slot_element(&self) -> bool {
        false
    }

    fn has_id(&self, id: &Name, case: CaseSensitivity) -> bool {
        self.attr("id")
            .is_some_and(|own| case.eq(own.as_bytes(), id.0.as_bytes()))
    }

    fn has_class(&self, class: &Name, case: CaseSensitivity) -> bool {
        self.attr("class").is_some_and(|own| {
            own.split_ascii_whitespace()
                .any(|own| case.eq(own.as_bytes(), class.0.as_bytes()))
        })
    }

    fn has_custom_state(&self, _: &Name) -> bool {
        false
    }

    fn imported_part(&self, _: &Name) -> Option<Name> {
        None
    }

    fn is_part(&self, _: &Name) -> bool {
        false
    }

    fn is_empty(&self) -> bool {
        self.children()
            .all(|child| child.element().is_none() && child.own_text().is_none_or(str::is_empty))
    }

    fn is_root(&self) -> bool {
        self.parent().is_some_and(Self::is_document)
    }

    fn add_element_unique_hashes(&self, _: &mut BloomFilter) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::{Budget, Dom};

    const PAGE: &str = "<html><body><ul id=news><li class='item first'><a href=/a>One</a><li class=item>\
        <a>Two</a><b>II</b><li lang=EN-gb></ul><p>Three <i>3</i></p></body></html>";

    fn found(selector: &str) -> usize {
        let dom = Dom::parse(PAGE, &Budget::unbounded()).expect("a small page");
        let matcher = Matcher::new(Selector::new(selector).expect("a selector"));
        let all = dom.root().descendants();
        all.filter(|node| matcher.matches(*node)).count()
    }

    /// A selector that finds more or less than in a browser gives an operator a feed of wrong articles.
    #[test]
    fn selectors_find_what_the_standard_says() {
        for (selector, count) in [
            ("li", 3),
            ("LI.item", 2),
            ("#news > .item:first-child", 1),
            ("li:nth-child(2) a, p i", 2),
            ("li:not(.item)", 1),
            ("li:has(b)", 1),
            ("li:empty", 1),
            ("[lang|=en i]", 1),
            ("a[href^='/']", 1),
            ("a + b", 1),
            ("p:only-of-type", 1),
            (":root", 1),
            (":is(a, b):link", 1),
            ("li:contains('II')", 1),
            ("p:contains('ee 3')", 1),
            ("p:has-text('ee 3')", 0),
            ("a:only-text", 2),
        ] {
            assert_eq!(found(selector), count, "{selector}");
        }
        assert!(Selector::new("li:nowhere").is_err());
        assert!(Selector::new("li::before").is_err());
    }

    /// A list of 60,000 entries must not be counted 60,000 times.
    #[test]
    fn counting_goes_on_where_it_was() {
        let page = "<li>x".repeat(60_000);
        let dom = Dom::parse(&page, &Budget::unbounded()).expect("a long page");
        let matcher = Matcher::new(Selector::new("li:nth-child(2n)").expect("a selector"));
        let started = std::time::Instant::now();
        let all = dom.root().descendants();
        assert_eq!(all.filter(|node| matcher.matches(*node)).count(), 30_000);
        // Generous: counted anew for each entry, it takes minutes.
        assert!(started.elapsed() < std::time::Duration::from_secs(20));
    }
}
