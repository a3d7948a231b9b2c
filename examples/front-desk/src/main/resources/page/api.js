/** The application's own HTTP. */

/** An answer other than 2xx; status 0 means that there was none. */
export class ApiError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** Calls as the owner of a token. */
export class Api {
  #token;

  constructor(token) {
    this.#token = token;
  }

  get(path) {
    return this.#call('GET', path);
  }

  post(path, body = {}) {
    return this.#call('POST', path, JSON.stringify(body));
  }

  async #call(method, path, body) {
    const headers = {Authorization: `Bearer ${this.#token}`};
    if (body !== undefined) {
      headers['Content-Type'] = 'application/json';
    }
    let response;
    try {
      response = await fetch(path, {method, headers, body, cache: 'no-store'});
    } catch {
      throw new ApiError(0, 'The server cannot be reached.');
    }
    const answer = await response.json().catch(() => ({}));
    if (!response.ok) {
      throw new ApiError(response.status, answer.error ?? `The server answered ${response.status}.`);
    }
    return answer;
  }
}
