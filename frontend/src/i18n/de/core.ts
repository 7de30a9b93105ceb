import app from './app.json';
import auth from './auth.json';
import errors from './errors.json';
import room from './room.json';
import sessions from './sessions.json';

/** What the first view says, whichever it is. */
export const core = { app, auth, errors, room, sessions };
