//! Whether an outcome is one of those that are right.

use super::answer::Answer;
use super::case::{Broken, Case, Outcome};
use super::client::Observed;

/// Why none of the outcomes fits, with what was seen instead.
pub(crate) fn judge(case: &Case, seen: &Observed) -> Result<(), String> {
    let answers = &seen.answers;
    if let Some(slip) = &answers.slip {
        return Err(slip.clone());
    }
    if !seen.is_closed && answers.whole.last().is_some_and(Answer::says_close) {
        return Err("close was announced, but did not come".into());
    }
    let mut reasons = Vec::new();
    for outcome in &case.expect {
        match fits(outcome, seen) {
            Ok(()) => return Ok(()),
            Err(reason) => reasons.push(reason),
        }
    }
    let statuses: Vec<_> = answers.whole.iter().map(|answer| answer.status).collect();
    let end = if seen.is_closed { "closed" } else { "open" };
    let broken = if answers.is_broken { ", broken off" } else { "" };
    Err(format!("{statuses:?}{broken}, {end}: {}", reasons.join(" / ")))
}

fn fits(outcome: &Outcome, seen: &Observed) -> Result<(), String> {
    let answers = &seen.answers;
    let ensure = |condition: bool, what: &str| if condition { Ok(()) } else { Err(what.to_owned()) };
    ensure(answers.whole.len() == outcome.statuses.len(), "another number of answers")?;
    for (answer, allowed) in answers.whole.iter().zip(&outcome.statuses) {
        ensure(allowed.iter().any(|status| status.is(answer.status)), "another status")?;
    }
    ensure(outcome.closes.is_none_or(|closes| closes == seen.is_closed), "closed or not")?;
    ensure(outcome.broken.map_or(!answers.is_broken, |it| it == Broken::May || answers.is_broken), "broken or not")?;
    ensure(outcome.interim.is_none_or(|count| count == answers.interim), "another number of interim answers")?;
    for (index, body) in outcome.bodies() {
        ensure(answers.whole[index].body == body, "another body")?;
    }
    for (index, texts) in &outcome.without {
        let body = String::from_utf8_lossy(&answers.whole[*index].body).to_lowercase();
        ensure(!texts.iter().any(|text| body.contains(&text.to_lowercase())), "a body that tells a secret")?;
    }
    for (index, conditions) in &outcome.headers {
        conditions.iter().try_for_each(|condition| sent(condition, &answers.whole[*index]))?;
    }
    outcome.received.iter().try_for_each(|condition| received(condition, &answers.whole[0]))
}

/// A condition on the headers of an answer.
fn sent(condition: &[String], answer: &Answer) -> Result<(), String> {
    let words: Vec<&str> = condition.iter().map(String::as_str).collect();
    let holds = match words[..] {
        ["has", name] => answer.header(name).is_some(),
        ["lacks", name] => answer.header(name).is_none(),
        ["is", name, value] => answer.header(name).is_some_and(|own| own.eq_ignore_ascii_case(value)),
        ["is or lacks", name, value] => answer.header(name).is_none_or(|own| own == value),
        ["is date", name] => answer.is_date(name),
        _ => false,
    };
    if holds { Ok(()) } else { Err(format!("sent {:?}, not {condition:?}", answer.headers)) }
}

/// A condition on what `/headers` reports.
fn received(condition: &[String], answer: &Answer) -> Result<(), String> {
    if answer.status != 200 {
        return Ok(());
    }
    let pairs: Vec<(String, String)> = serde_json::from_slice(&answer.body).map_err(|error| error.to_string())?;
    let words: Vec<&str> = condition.iter().map(String::as_str).collect();
    let values = |name: &str| -> Vec<&str> {
        pairs.iter().filter(|pair| pair.0.eq_ignore_ascii_case(name)).map(|pair| pair.1.as_str()).collect()
    };
    let holds = match words[..] {
        ["has", name] => !values(name).is_empty(),
        ["lacks", name] => values(name).is_empty(),
        ["begins", name, start] => values(name).iter().any(|value| value.starts_with(start)),
        ["are", name, ref expected @ ..] => values(name) == expected || values(name) == [expected.join(", ")],
        ["no controls"] => !pairs.iter().any(|pair| pair.1.contains(['\0', '\r', '\n'])),
        _ => false,
    };
    if holds { Ok(()) } else { Err(format!("received {pairs:?}, not {condition:?}")) }
}
