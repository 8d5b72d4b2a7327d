/**
 * Events of people who come back on several browsers, sign in, share browsers at home and at tills: who is named together, and nothing else. Stated, not
 * measured: a visit has 1 to 15 events; a person has up to three browsers, of which they lose one (cookies) every tenth visit; a third of all
 * visits are signed in, from their third event on, and name the user id with the browser from then on; one person in ten shares one browser with
 * somebody else of their household; one visit in a hundred is at one of the tills, where everybody signs in.
 */
export function* events(rng, people, tills, count) {
  const browsers = new Map();
  let browserSerial = 0;
  let made = 0;
  const householdOf = (person) => (person % 10 === 0 ? person + 1 : person);
  const browsersOf = (person) => {
    const known = browsers.get(person);
    if (known !== undefined) return known;
    const fresh = [`browser-${browserSerial++}`];
    browsers.set(person, fresh);
    return fresh;
  };

  function browserOf(person) {
    if (rng.uniform() < 0.01) return `till-${rng.integer(tills)}`;
    const own = browsersOf(rng.uniform() < 0.5 ? householdOf(person) : person);
    if (own.length < 3 && rng.uniform() < 0.1) own.push(`browser-${browserSerial++}`);
    const which = rng.integer(own.length);
    if (rng.uniform() < 0.1) own[which] = `browser-${browserSerial++}`;
    return own[which];
  }

  const visits = [];
  while (made < count) {
    while (visits.length < 200) {
      const person = rng.integer(people);
      const browser = browserOf(person);
      const isSignedIn = browser.startsWith("till") || rng.uniform() < 1 / 3;
      visits.push({ person, browser, isSignedIn, at: 0, length: 1 + rng.integer(15) });
    }
    const index = rng.integer(visits.length);
    const visit = visits[index];
    const identifiers = [{ namespace: "anonymous_id", value: visit.browser }];
    if (visit.isSignedIn && visit.at >= 2) {
      if (visit.at === 2) identifiers.unshift({ namespace: "email", value: `${visit.person}@example.com` });
      identifiers.unshift({ namespace: "user_id", value: `user-${visit.person}` });
    }
    yield identifiers;
    made += 1;
    visit.at += 1;
    if (visit.at === visit.length) visits.splice(index, 1);
  }
}
