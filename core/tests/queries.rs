//! Queries against a naive evaluator, and what is refused.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use cortex_cloud::OrderBy;
use cortex_cloud::Query;
use cortex_cloud::TablePolicy;
use proptest::prelude::*;
use serde_json::Map;
use serde_json::Value;
use serde_json::json;
use std::cmp::Ordering;
use std::collections::BTreeMap;
use support::Fresh;
use support::fresh;
use support::fresh_with;

/// The members records have. Filters name them as paths.
const MEMBERS: [(&str, &str); 4] = [("a", "a"), ("b.c", r#"["b.c"]"#), ("", r#"[""]"#), ("q\"'\\", r#"["q\"'\\"]"#)];

fn find<'a>(body: &'a Value, steps: &[Value]) -> Option<&'a Value> {
    steps.iter().try_fold(body, |value, step| match (value, step) {
        (Value::Object(members), Value::String(name)) => members.get(name),
        (Value::Array(items), Value::Number(index)) => items.get(usize::try_from(index.as_u64()?).ok()?),
        _ => None,
    })
}

/// How kinds are ordered.
fn class(value: Option<&Value>) -> u8 {
    match value {
        None => 0,
        Some(Value::Null) => 1,
        Some(Value::Bool(_)) => 2,
        Some(Value::Number(_)) => 3,
        Some(Value::String(_)) => 4,
        Some(Value::Array(_) | Value::Object(_)) => 5,
    }
}

fn compare(a: Option<&Value>, b: Option<&Value>) -> Ordering {
    class(a).cmp(&class(b)).then_with(|| match (a, b) {
        (Some(Value::Bool(a)), Some(Value::Bool(b))) => a.cmp(b),
        (Some(Value::Number(a)), Some(Value::Number(b))) => a.as_f64().partial_cmp(&b.as_f64()).unwrap(),
        (Some(Value::String(a)), Some(Value::String(b))) => a.as_bytes().cmp(b.as_bytes()),
        (Some(a @ (Value::Array(_) | Value::Object(_))), Some(b)) => canonical(a).cmp(&canonical(b)),
        _ => Ordering::Equal,
    })
}

fn canonical(value: &Value) -> String {
    cortex_cloud::canonical::canonicalize(&json!({ "v": value }).to_string(), 1 << 20).unwrap().text
}

fn equal(a: Option<&Value>, b: &Value) -> bool {
    a.is_some() && compare(a, Some(b)) == Ordering::Equal
}

/// A filter as text and as what it means.
#[derive(Clone, Debug)]
enum Naive {
    Test(Vec<Value>, String, Value),
    All(Vec<Naive>),
    Any(Vec<Naive>),
    Not(Box<Naive>),
}

impl Naive {
    fn json(&self) -> Value {
        match self {
            Self::Test(steps, operator, value) => json!({ path(steps): { operator: value } }),
            Self::All(inner) => json!({ "and": inner.iter().map(Self::json).collect::<Vec<_>>() }),
            Self::Any(inner) => json!({ "or": inner.iter().map(Self::json).collect::<Vec<_>>() }),
            Self::Not(inner) => json!({ "not": inner.json() }),
        }
    }

    fn matches(&self, body: &Value) -> bool {
        match self {
            Self::All(inner) => inner.iter().all(|f| f.matches(body)),
            Self::Any(inner) => inner.iter().any(|f| f.matches(body)),
            Self::Not(inner) => !inner.matches(body),
            Self::Test(steps, operator, wanted) => {
                let found = find(body, steps);
                let same_kind = class(found) == class(Some(wanted));
                let order = compare(found, Some(wanted));
                match operator.as_str() {
                    "eq" => equal(found, wanted),
                    "ne" => !equal(found, wanted),
                    "lt" => same_kind && order.is_lt(),
                    "lte" => same_kind && order.is_le(),
                    "gt" => same_kind && order.is_gt(),
                    "gte" => same_kind && order.is_ge(),
                    "in" => wanted.as_array().unwrap().iter().any(|w| equal(found, w)),
                    "prefix" => found.and_then(Value::as_str).is_some_and(|f| f.starts_with(wanted.as_str().unwrap())),
                    "exists" => found.is_some() == wanted.as_bool().unwrap(),
                    "contains" => match (found, wanted) {
                        (Some(Value::String(text)), Value::String(part)) => text.contains(part.as_str()),
                        (Some(Value::Array(items)), wanted) => items.iter().any(|i| equal(Some(i), wanted)),
                        _ => false,
                    },
                    other => panic!("{other}"),
                }
            }
        }
    }
}

fn path(steps: &[Value]) -> String {
    let mut path = String::new();
    for step in steps {
        match step {
            Value::Number(index) => path.push_str(&format!("[{index}]")),
            Value::String(name) => {
                let written = MEMBERS.iter().find(|m| m.0 == name).unwrap().1;
                if !path.is_empty() && !written.starts_with('[') {
                    path.push('.');
                }
                path.push_str(written);
            }
            other => panic!("{other}"),
        }
    }
    path
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        "[ab]{1,3}",
        Just("é".to_owned()),
        // One sorts before the other by bytes and after it by UTF-16 unit.
        Just("\u{ffff}".to_owned()),
        Just("\u{10000}b".to_owned()),
        Just("a\u{10ffff}".to_owned()),
        Just("a\u{0}b".to_owned()),
        Just("1".to_owned()),
        Just("%_\"'\\".to_owned()),
    ]
}

fn scalar() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-2_i64..3).prop_map(Value::from),
        prop_oneof![Just(1.0), Just(1.5), Just(-0.0), Just(1e300), Just(-1e-300), Just(9_007_199_254_740_991.0)]
            .prop_map(Value::from),
        // Doubles that canonical text writes as integers beyond 2^53, and beyond what 64 bits hold.
        prop_oneof![Just(2e18), Just(1_152_921_504_606_846_976.0), Just(1e20), Just(-9_223_372_036_854_775_808.0)]
            .prop_map(Value::from),
        proptest::num::f64::NORMAL.prop_map(Value::from),
        text().prop_map(Value::from),
    ]
}

fn value() -> impl Strategy<Value = Value> {
    scalar().prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            members(inner).prop_map(Value::Object),
        ]
    })
}

fn members(value: impl Strategy<Value = Value>) -> impl Strategy<Value = Map<String, Value>> {
    prop::collection::vec((prop::sample::select(MEMBERS.as_slice()), value), 0..3)
        .prop_map(|members| members.into_iter().map(|((name, _), value)| (name.to_owned(), value)).collect())
}

fn body() -> impl Strategy<Value = Value> {
    members(value()).prop_map(Value::Object)
}

fn steps() -> impl Strategy<Value = Vec<Value>> {
    let name = || prop::sample::select(MEMBERS.as_slice()).prop_map(|m| Value::from(m.0));
    let step = prop_oneof![name(), (0..2_i32).prop_map(Value::from)];
    (name(), prop::collection::vec(step, 0..2)).prop_map(|(first, mut rest)| {
        rest.insert(0, first);
        rest
    })
}

fn naive() -> impl Strategy<Value = Naive> {
    let ordered = scalar().prop_filter("a number or a string", |v| v.is_number() || v.is_string());
    let test = prop_oneof![
        (prop_oneof![Just("eq"), Just("ne"), Just("contains")], value()).boxed(),
        (prop_oneof![Just("lt"), Just("lte"), Just("gt"), Just("gte")], ordered).boxed(),
        (Just("in"), prop::collection::vec(value(), 0..4).prop_map(Value::from)).boxed(),
        (Just("prefix"), text().prop_map(Value::from)).boxed(),
        (Just("exists"), any::<bool>().prop_map(Value::from)).boxed(),
    ];
    let test = (steps(), test).prop_map(|(steps, (operator, value))| Naive::Test(steps, operator.to_owned(), value));
    test.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Naive::All),
            prop::collection::vec(inner.clone(), 0..3).prop_map(Naive::Any),
            inner.prop_map(|f| Naive::Not(Box::new(f))),
        ]
    })
}

#[derive(Clone, Debug)]
enum Write {
    Put(usize, Value),
    Delete(usize),
}

fn writes() -> impl Strategy<Value = Vec<Write>> {
    let write = prop_oneof![
        3 => (0..40_usize, body()).prop_map(|(id, body)| Write::Put(id, body)),
        1 => (0..40_usize).prop_map(Write::Delete),
    ];
    prop::collection::vec(write, 0..40)
}

/// What a table should hold.
type Model = BTreeMap<String, Value>;

fn write(f: &Fresh, model: &mut Model, writes: &[Write]) {
    for write in writes {
        match write {
            Write::Put(id, body) => {
                f.engine.put("t", &format!("r{id:02}"), &body.to_string()).unwrap();
                model.insert(format!("r{id:02}"), body.clone());
            }
            Write::Delete(id) => {
                f.engine.delete("t", &format!("r{id:02}")).unwrap();
                model.remove(&format!("r{id:02}"));
            }
        }
    }
}

type Order = Vec<(Vec<Value>, bool)>;

fn in_order(order: &Order, a: (&String, &Value), b: (&String, &Value)) -> Ordering {
    for (steps, descending) in order {
        let by = compare(find(a.1, steps), find(b.1, steps));
        if by.is_ne() {
            return if *descending { by.reverse() } else { by };
        }
    }
    let by = a.0.cmp(b.0);
    if order.last().is_some_and(|o| o.1) { by.reverse() } else { by }
}

fn expected(model: &Model, filter: &Naive, order: &Order) -> Vec<String> {
    let mut found: Vec<(&String, &Value)> = model.iter().filter(|(_, body)| filter.matches(body)).collect();
    found.sort_by(|a, b| in_order(order, *a, *b));
    found.into_iter().map(|(id, _)| id.clone()).collect()
}

fn ids(f: &Fresh, query: &Query) -> (Vec<String>, Option<String>) {
    let page = f.engine.query_records("t", query).unwrap();
    (page.records.into_iter().map(|r| r.id).collect(), page.next_page)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn a_query_finds_what_a_naive_evaluator_finds_in_the_same_order(
        rows in writes(),
        filters in prop::collection::vec(naive(), 1..6),
        order in prop::collection::vec((steps(), any::<bool>()), 0..4),
        between in writes(),
        limit in 1..9_i64,
        indexed in any::<bool>(),
    ) {
        let f = fresh_with(|config| {
            let indexed = if indexed { MEMBERS.map(|m| m.1.to_owned()).to_vec() } else { Vec::new() };
            config.table("t", TablePolicy { indexed, ..TablePolicy::default() })
        });
        let mut model = Model::new();
        write(&f, &mut model, &rows);
        let order_by = order.iter().map(|(steps, descending)| OrderBy { path: path(steps), descending: *descending });
        let order_by: Vec<OrderBy> = order_by.take(3).collect();
        let order: Order = order.into_iter().take(3).collect();
        for filter in &filters {
            let text = filter.json().to_string();
            let right = expected(&model, filter, &order);
            let query = Query { filter: Some(text.clone()), order_by: order_by.clone(), limit: 1_000, page: None };
            prop_assert_eq!(&ids(&f, &query).0, &right, "{}", text);
            prop_assert_eq!(f.engine.count("t", Some(&text)).unwrap(), right.len() as i64);
            let bodies: Vec<Value> = f.engine.query("t", &query).unwrap().bodies.iter().map(|b| serde_json::from_str(b).unwrap()).collect();
            prop_assert_eq!(bodies.len(), right.len());
        }
        // Pages with writes between them: what is not written to meanwhile comes once, and in order.
        let filter = &filters[0];
        let before = model.clone();
        let first_right = expected(&before, filter, &order);
        let mut query = Query { filter: Some(filter.json().to_string()), order_by, limit, page: None };
        let (mut seen, mut next) = ids(&f, &query);
        write(&f, &mut model, &between);
        while next.is_some() {
            query.page = next;
            let (more, after) = ids(&f, &query);
            prop_assert!(more.len() <= limit as usize);
            seen.extend(more);
            next = after;
        }
        let untouched = |id: &String| before.contains_key(id) && before.get(id) == model.get(id);
        let seen: Vec<String> = seen.into_iter().filter(|id| untouched(id)).collect();
        let right: Vec<String> = first_right.into_iter().filter(|id| untouched(id)).collect();
        prop_assert_eq!(seen, right);
    }
}

fn filled(bodies: &[(&str, Value)]) -> Fresh {
    let f = fresh();
    for (id, body) in bodies {
        f.engine.put("t", id, &body.to_string()).unwrap();
    }
    f
}

fn matching(f: &Fresh, filter: Value) -> Vec<String> {
    ids(f, &Query { filter: Some(filter.to_string()), ..Query::default() }).0
}

#[test]
fn kinds_are_told_apart() {
    let f = filled(&[
        ("false", json!({"v": false})),
        ("missing", json!({})),
        ("null", json!({"v": null})),
        ("one", json!({"v": 1})),
        ("text", json!({"v": "1"})),
        ("true", json!({"v": true})),
        ("zero", json!({"v": 0})),
    ]);
    assert_eq!(matching(&f, json!({"v": 1.0})), ["one"]);
    assert_eq!(matching(&f, json!({"v": true})), ["true"]);
    assert_eq!(matching(&f, json!({"v": 0})), ["zero"]);
    assert_eq!(matching(&f, json!({"v": null})), ["null"]);
    assert_eq!(matching(&f, json!({"v": {"exists": false}})), ["missing"]);
    assert_eq!(matching(&f, json!({"v": {"gte": 0}})), ["one", "zero"]);
    assert_eq!(matching(&f, json!({"v": {"gte": ""}})), ["text"]);
    assert_eq!(matching(&f, json!({"v": {"in": ["1", null]}})), ["null", "text"]);
    assert_eq!(matching(&f, json!({"v": {"in": []}})), [""; 0]);
    assert_eq!(matching(&f, json!({"v": {"ne": 1}})).len(), 6, "ne is the opposite of eq, missing included");
    assert_eq!(matching(&f, json!({"and": []})).len(), 7);
    assert_eq!(matching(&f, json!({"or": []})).len(), 0);
    assert_eq!(matching(&f, json!({})).len(), 7);
    assert_eq!(
        ids(&f, &Query { order_by: vec![OrderBy::ascending("v")], ..Query::default() }).0,
        ["missing", "null", "false", "true", "zero", "one", "text"]
    );
}

#[test]
fn records_are_found_by_id_and_by_time() {
    let f = filled(&[("a1", json!({"n": 1})), ("a2", json!({"n": 2})), ("b1", json!({"n": 3}))]);
    assert_eq!(matching(&f, json!({"$id": {"prefix": "a"}})), ["a1", "a2"]);
    assert_eq!(matching(&f, json!({"$id": {"in": ["b1", "a1", 7]}})), ["a1", "b1"]);
    assert_eq!(matching(&f, json!({"$id": {"contains": "1"}, "n": {"gt": 1}})), ["b1"]);
    assert_eq!(matching(&f, json!({"$updated_at": {"gt": 1_600_000_000_000_i64}})).len(), 3);
    assert_eq!(matching(&f, json!({"$updated_at": "now"})).len(), 0);
    let latest = Query {
        order_by: vec![OrderBy::descending("$updated_at"), OrderBy::descending("$id")],
        limit: 2,
        ..Query::default()
    };
    let (first, next) = ids(&f, &latest);
    let (second, end) = ids(&f, &Query { page: next, ..latest });
    assert_eq!((first.len(), second.len(), end), (2, 1, None));
    let descending = Query { order_by: vec![OrderBy::descending("$id")], ..Query::default() };
    assert_eq!(ids(&f, &descending).0, ["b1", "a2", "a1"]);
}

#[test]
fn what_is_no_query_is_refused_by_name() {
    let f = filled(&[("a", json!({"n": 1})), ("b", json!({"n": 2}))]);
    let refusal = |query: Query| f.engine.query("t", &query).unwrap_err();
    let filter = |text: &str| Query { filter: Some(text.to_owned()), ..Query::default() };
    let error = refusal(filter(r#"{"and":[{"n":1},{"age":{"gtt":1}}]}"#));
    assert_eq!(error.code(), "argument.filter");
    assert!(error.to_string().contains("and[1].age.gtt"), "{error}");
    let error = refusal(filter(r#"{"n" 1}"#));
    assert!(error.to_string().contains("character 5"), "{error}");
    assert_eq!(f.engine.count("t", Some("nonsense")).unwrap_err().code(), "argument.filter");
    let by = |path: &str| Query { order_by: vec![OrderBy::ascending(path)], limit: 1, ..Query::default() };
    assert_eq!(refusal(by("a..b")).code(), "argument.order_by");
    assert_eq!(
        refusal(Query { order_by: vec![OrderBy::ascending("n"); 4], ..Query::default() }).code(),
        "argument.order_by"
    );
    let token = f.engine.query("t", &by("n")).unwrap().next_page;
    assert!(token.is_some());
    for other in [by("m"), filter("{}"), Query::default()] {
        let error = refusal(Query { page: token.clone(), ..other });
        assert_eq!(error.code(), "argument.page");
        assert!(error.to_string().contains("another table, filter or order"), "{error}");
    }
    assert_eq!(f.engine.query("u", &Query { page: token, ..by("n") }).unwrap_err().code(), "argument.page");
}

#[test]
fn the_largest_filter_that_is_taken_is_answered() {
    let f = filled(&[("a", json!({"n": 1}))]);
    let many =
        json!({"or": vec![json!({"n": 7}); 120], "and": vec![json!({"n": 1}); 3], "not": {"n": {"in": vec![5; 500]}}});
    assert_eq!(matching(&f, many).len(), 0);
    let mut deep = json!({"n": 1});
    for _ in 0..16 {
        deep = json!({"not": deep});
    }
    assert_eq!(matching(&f, deep), ["a"]);
    let wide = json!({"and": vec![json!({"n": {"gt": 0}}); 120]});
    assert_eq!(matching(&f, wide), ["a"]);
}

#[test]
fn a_path_that_cannot_be_indexed_is_refused_and_changes_nothing() {
    let f = fresh();
    for paths in [vec!["a..b"], vec!["$id"], vec!["a", r#"["a"]"#], vec!["a"; 17]] {
        let indexed = paths.into_iter().map(str::to_owned).collect();
        let error = f.engine.set_table_policy("t", &TablePolicy { indexed, ..TablePolicy::default() }).unwrap_err();
        assert_eq!(error.code(), "argument.indexed", "{error}");
    }
    assert!(f.engine.tables().unwrap().is_empty());
}
