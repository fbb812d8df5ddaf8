import { SIGN_IN } from '../frame/paths.ts';

/** Asks for the token that guards everything that changes something. */
export function SignInPage({ signedIn }: { signedIn: boolean }) {
  return (
    <section class="panel confirm" aria-labelledby="sign-in-title">
      <h1 id="sign-in-title">Sign in to act</h1>
      <p>
        Everyone may look. What changes something asks for the token that this app was started with (
        <code>ADMIN_TOKEN</code>). This browser then may act for a week.
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
