import { SIGN_IN } from '../frame/paths.ts';

/** Asks for the token that every change needs. */
export function SignInPage({ signedIn }: { signedIn: boolean }) {
  return (
    <section class="panel confirm" aria-labelledby="sign-in-title">
      <h1 id="sign-in-title">Sign in to act</h1>
      <p>
        Everybody can read these pages. Changes need the token of this app (<code>ADMIN_TOKEN</code>). This
        browser then stays signed in for a week.
      </p>
      <form method="post" action={SIGN_IN} class="stack">
        <label>
          Token
          <input type="password" name="token" required autocomplete="current-password" />
        </label>
        <div>
          <button type="submit" class="button primary">
            Sign in
          </button>
        </div>
      </form>
      {signedIn && (
        <form method="post" action={`${SIGN_IN}/end`}>
          <p>This browser is signed in.</p>
          <button type="submit" class="button">
            Sign out
          </button>
        </form>
      )}
    </section>
  );
}
