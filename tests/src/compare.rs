//! The rules by which an answer is held against the recorded one.

use serde_json::Value;

use crate::case::{Case, Exchange, RecordedResponse, Unit};

/// Headers that belong to the connection, or are compared apart.
const APART: [&str; 5] = ["date", "connection", "keep-alive", "transfer-encoding", "content-length"];

/// What distinguishes `got` from the recorded answer; `None` when nothing does.
pub fn case(case: &Case, got: &Exchange) -> Option<String> {
    let (want, got_response) = match (&case.response, &got.response) {
        (None, None) => return None,
        (Some(want), Some(got)) => (want, got),
        (want, response) => {
            let told = |there: bool, outcome: &Option<String>| {
                format!(
                    "{} ({})",
                    if there { "a response" } else { "no response" },
                    outcome.as_deref().unwrap_or("complete")
                )
            };
            let want = told(want.is_some(), &case.outcome);
            return Some(want_got(&want, &told(response.is_some(), &got.outcome)));
        }
    };
    let mut differences = response(case, want, got_response);
    if got.outcome.is_some() && got.outcome != case.outcome {
        differences.push(format!("the response is not whole: {}", got.outcome.as_deref().unwrap_or_default()));
    }
    (!differences.is_empty()).then(|| differences.join("\n   "))
}

/// What distinguishes a function's result from the recorded one; `None` when nothing does.
pub fn unit(unit: &Unit, got: &Result<Value, String>) -> Option<String> {
    match (&unit.throws, got) {
        (Some(_), Err(_)) => None,
        (Some(want), Ok(got)) => Some(want_got(&format!("{}: {}", want.name, want.message), &got.to_string())),
        (None, Err(got)) => Some(want_got(&unit.out.to_string(), &format!("error: {got}"))),
        (None, Ok(got)) if Json::exact().same(&unit.out, got) => None,
        (None, Ok(got)) => Some(want_got(&unit.out.to_string(), &got.to_string())),
    }
}

fn response(case: &Case, want: &RecordedResponse, got: &RecordedResponse) -> Vec<String> {
    let mut differences = Vec::new();
    let mut json = Json { relax_errors: reports_errors(&case.scenario), relaxed: false };
    if want.status != got.status {
        differences.push(format!("status: want {} got {}", want.status, got.status));
    }
    let logical = case.tags.iter().any(|tag| tag == "node-header-bytes");
    if case.tags.iter().any(|tag| tag == "reason") {
        let reason = want.reason_logical.as_ref().filter(|_| logical).unwrap_or(&want.reason);
        if *reason != got.reason {
            differences.push(format!("reason: {}", want_got(reason, &got.reason)));
        }
    }
    let headers = want.headers_logical.as_ref().filter(|_| logical).unwrap_or(&want.headers);
    let (want_headers, got_headers) = (normalized(headers), normalized(&got.headers));
    if !same_headers(&want_headers, &got_headers, &mut json) {
        differences.push(format!("headers: {}", want_got(&join(&want_headers), &join(&got_headers))));
    }
    if let Some(difference) = body(want, got, &mut json) {
        differences.push(difference);
    }
    let lengths = (want.header("content-length"), got.header("content-length"));
    if let (Some(want), Some(got)) = lengths
        && want != got
        && !json.relaxed
    {
        differences.push(format!("content-length: want {want} got {got}"));
    }
    differences
}

/// Scenarios whose results hold the texts of JavaScript's errors.
fn reports_errors(scenario: &str) -> bool {
    scenario == "ops" || scenario.starts_with("cookies")
}

fn normalized(headers: &[(String, String)]) -> Vec<(String, String)> {
    let mut headers: Vec<_> = headers
        .iter()
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .filter(|(name, _)| !APART.contains(&name.as_str()))
        .collect();
    headers.sort_by(|(a, _), (b, _)| a.cmp(b)); // Stable: lines of one name keep their order.
    headers
}

fn same_headers(want: &[(String, String)], got: &[(String, String)], json: &mut Json) -> bool {
    want.len() == got.len()
        && want.iter().zip(got).all(|((want_name, want), (got_name, got))| {
            want_name == got_name && (want == got || (want_name == "x-results" && json.same_text(want, got)))
        })
}

fn body(want: &RecordedResponse, got: &RecordedResponse, json: &mut Json) -> Option<String> {
    let (want_bytes, got_bytes) = (want.body_bytes(), got.body_bytes());
    if want_bytes == got_bytes {
        return None;
    }
    let is_json = want.header("content-type").is_some_and(|value| value.to_ascii_lowercase().contains("json"));
    let (want, got) = (String::from_utf8_lossy(&want_bytes), String::from_utf8_lossy(&got_bytes));
    if is_json && json.same_text(&want, &got) {
        return None;
    }
    Some(format!("body: {}", want_got(&want, &got)))
}

fn join(headers: &[(String, String)]) -> String {
    headers.iter().map(|(name, value)| format!("{name}: {value}")).collect::<Vec<_>>().join(" | ")
}

fn want_got(want: &str, got: &str) -> String {
    format!("\n     want {want}\n     got  {got}")
}

/// Compares JSON: members in any order, numbers as JavaScript has them.
struct Json {
    /// Whether `{"error": text}` only wants an error.
    relax_errors: bool,
    /// Whether that was made use of.
    relaxed: bool,
}

impl Json {
    fn exact() -> Self {
        Self { relax_errors: false, relaxed: false }
    }

    fn same_text(&mut self, want: &str, got: &str) -> bool {
        match (serde_json::from_str(want), serde_json::from_str(got)) {
            (Ok(want), Ok(got)) => self.same(&want, &got),
            _ => false,
        }
    }

    fn same(&mut self, want: &Value, got: &Value) -> bool {
        match (want, got) {
            (Value::Number(want), Value::Number(got)) => want.as_f64() == got.as_f64(),
            (Value::Array(want), Value::Array(got)) => {
                want.len() == got.len() && want.iter().zip(got).all(|(want, got)| self.same(want, got))
            }
            (Value::Object(want_members), Value::Object(got_members)) => {
                if self.relax_errors && is_error(want) && is_error(got) {
                    self.relaxed |= want != got;
                    return true;
                }
                want_members.len() == got_members.len()
                    && want_members
                        .iter()
                        .all(|(name, want)| got_members.get(name).is_some_and(|got| self.same(want, got)))
            }
            _ => want == got,
        }
    }
}

fn is_error(value: &Value) -> bool {
    value.as_object().is_some_and(|members| members.len() == 1) && value.get("error").is_some_and(Value::is_string)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recorded(scenario: &str, headers: &[(&str, &str)], body: &str) -> (Case, Exchange) {
        let headers = headers.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        let response = RecordedResponse { status: 200, headers, body: Some(body.into()), ..Default::default() };
        let case = serde_json::json!({
            "id": "x-001", "scenario": scenario, "class": "core",
            "request": {"method": "GET", "target": "/", "headers": []},
        });
        let mut case: Case = serde_json::from_value(case).unwrap();
        case.response = Some(response.clone());
        (case, Exchange { response: Some(response), outcome: None })
    }

    #[test]
    fn names_in_another_case_and_order_are_the_same_answer() {
        let (row, mut got) = recorded("type", &[("X-A", "1"), ("ETag", "\"e\"")], "hi");
        got.response.as_mut().unwrap().headers = vec![("etag".into(), "\"e\"".into()), ("x-a".into(), "1".into())];
        assert_eq!(case(&row, &got), None);
    }

    #[test]
    fn the_order_of_lines_of_one_name_counts() {
        let (row, mut got) = recorded("type", &[("Set-Cookie", "a"), ("Set-Cookie", "b")], "hi");
        got.response.as_mut().unwrap().headers.reverse();
        assert!(case(&row, &got).unwrap().contains("set-cookie: b | set-cookie: a"));
    }

    #[test]
    fn a_length_counts_when_both_have_one() {
        let (row, mut got) = recorded("type", &[("Content-Length", "2")], "hi");
        got.response.as_mut().unwrap().headers.clear();
        assert_eq!(case(&row, &got), None);
        got.response.as_mut().unwrap().headers.push(("content-length".into(), "3".into()));
        assert!(case(&row, &got).unwrap().contains("content-length"));
    }

    #[test]
    fn json_is_compared_as_a_value_and_other_text_is_not() {
        let (row, mut got) = recorded("ops", &[("Content-Type", "application/json")], r#"{"a":1,"b":2}"#);
        got.response.as_mut().unwrap().body = Some(r#"{"b":2,"a":1.0}"#.into());
        assert_eq!(case(&row, &got), None);
        let (row, mut got) = recorded("ops", &[("Content-Type", "text/plain")], r#"{"a":1,"b":2}"#);
        got.response.as_mut().unwrap().body = Some(r#"{"b":2,"a":1}"#.into());
        assert!(case(&row, &got).is_some());
    }

    #[test]
    fn the_text_of_an_error_is_free_only_where_results_report_it() {
        for (scenario, is_free) in [("ops", true), ("cookies-proxy", true), ("inspect", false)] {
            let (row, mut got) = recorded(scenario, &[("Content-Type", "application/json")], r#"[{"error":"A: b"}]"#);
            got.response.as_mut().unwrap().body = Some(r#"[{"error":"other"}]"#.into());
            assert_eq!(case(&row, &got).is_none(), is_free, "{scenario}");
            got.response.as_mut().unwrap().body = Some("[null]".into());
            assert!(case(&row, &got).is_some(), "{scenario}");
        }
    }

    #[test]
    fn no_answer_is_a_difference() {
        let (row, _) = recorded("type", &[], "");
        assert!(case(&row, &Exchange { response: None, outcome: Some("hang".into()) }).unwrap().contains("hang"));
    }
}
