using System.Reflection;

namespace Chat.ServiceDefaults.Problems;

/// <summary>
/// One entry of the error catalogue (docs/api.md): a stable code, its HTTP status, and whether the same request may succeed
/// when sent again. Used by HTTP answers, hub errors, socket error frames and gRPC refusals alike.
/// </summary>
public sealed record ErrorCode(string Code, int Status, string Title, bool Retryable = false)
{
    public static readonly ErrorCode InvalidRequest = new("invalid_request", 400, "The request cannot be understood.");
    public static readonly ErrorCode ValidationFailed = new("validation_failed", 400, "A value breaks a rule.");
    public static readonly ErrorCode NotSignedIn = new("not_signed_in", 401, "Sign in first.");
    public static readonly ErrorCode InvalidCredentials = new("invalid_credentials", 401, "Wrong user name or password.");
    public static readonly ErrorCode InvalidRefreshToken = new("invalid_refresh_token", 401, "The refresh token is used, expired or unknown.");
    public static readonly ErrorCode SecondFactorRequired = new(
        "second_factor_required", 401, "Send the same again with a code of your authenticator app, or a recovery code.");
    public static readonly ErrorCode InvalidSecondFactor = new("invalid_second_factor", 401, "The code is wrong, expired or used.");
    public static readonly ErrorCode InvalidPasskey = new("invalid_passkey", 401, "This passkey opens nothing here.");
    public static readonly ErrorCode InvalidResetToken = new("invalid_reset_token", 400, "The link is used, expired or unknown.");
    public static readonly ErrorCode InvalidImage = new("invalid_image", 400, "This is not an image that can be used.");
    public static readonly ErrorCode InvalidQuery = new("invalid_query", 400, "The search cannot be understood.");
    public static readonly ErrorCode WrongPassword = new("wrong_password", 403, "That is not your password.");
    public static readonly ErrorCode CrossSite = new("cross_site", 403, "The request comes from another site.");
    public static readonly ErrorCode Forbidden = new("forbidden", 403, "That is not allowed.");
    public static readonly ErrorCode NotFound = new("not_found", 404, "There is nothing at this address.");
    public static readonly ErrorCode SessionNotFound = new("session_not_found", 404, "There is no such session.");
    public static readonly ErrorCode UserNotFound = new("user_not_found", 404, "There is no such user.");
    public static readonly ErrorCode ParticipantNotFound = new("participant_not_found", 404, "The user is not in this session.");
    public static readonly ErrorCode MessageNotFound = new("message_not_found", 404, "There is no such message.");
    public static readonly ErrorCode InvitationNotFound = new("invitation_not_found", 404, "The invitation has expired, was taken back, or never was.");
    public static readonly ErrorCode SignInNotFound = new("sign_in_not_found", 404, "There is no such sign-in.");
    public static readonly ErrorCode PasskeyNotFound = new("passkey_not_found", 404, "There is no such passkey.");
    public static readonly ErrorCode AvatarNotFound = new("avatar_not_found", 404, "There is no such picture.");
    public static readonly ErrorCode PushSubscriptionNotFound = new("push_subscription_not_found", 404, "There is no such subscription.");
    public static readonly ErrorCode EncryptionKeyNotFound = new("encryption_key_not_found", 404, "There is no encryption key yet.");
    public static readonly ErrorCode UploadNotFound = new("upload_not_found", 404, "There is no such upload.");
    public static readonly ErrorCode FileNotFound = new("file_not_found", 404, "There is no such file.");
    public static readonly ErrorCode MethodNotAllowed = new("method_not_allowed", 405, "The address does not take this method.");
    public static readonly ErrorCode UsernameTaken = new("username_taken", 409, "The user name is taken.");
    public static readonly ErrorCode LastOwner = new("last_owner", 409, "The last owner cannot leave or step down while others remain.");
    public static readonly ErrorCode LastAdministrator = new("last_administrator", 409, "There must be another administrator first.");
    public static readonly ErrorCode SessionInactive = new("session_inactive", 409, "The session is closed to writing.");
    public static readonly ErrorCode MessageDeleted = new("message_deleted", 409, "The message is deleted.");
    public static readonly ErrorCode EncryptionKeyExists = new("encryption_key_exists", 409, "There is an encryption key already, and this is another one.");
    public static readonly ErrorCode KeyGenerationConflict = new(
        "key_generation_conflict", 409, "Another participant was faster, or the key is not yours to hand on: ask for the keys and try again.");
    public static readonly ErrorCode EncryptionRequired = new("encryption_required", 409, "The session takes encrypted messages only, and no files.");
    public static readonly ErrorCode SessionNotEncrypted = new("session_not_encrypted", 409, "The session is not encrypted.");
    public static readonly ErrorCode UnknownRev = new("unknown_rev", 409, "The session never had this revision: read it anew.");
    public static readonly ErrorCode TwoFactorEnabled = new("two_factor_enabled", 409, "Two-factor sign-in is on: turn it off first.");
    public static readonly ErrorCode TwoFactorDisabled = new("two_factor_disabled", 409, "Two-factor sign-in is not set up.");
    public static readonly ErrorCode OffsetMismatch = new("offset_mismatch", 409, "The upload stands elsewhere: ask where, and go on from there.");
    public static readonly ErrorCode UploadExpired = new("upload_expired", 410, "The upload was left alone for too long.");
    public static readonly ErrorCode UnsupportedTusVersion = new("unsupported_tus_version", 412, "The header Tus-Resumable must be 1.0.0.");
    public static readonly ErrorCode PreconditionFailed = new("precondition_failed", 412, "It has changed since: read it anew.");
    public static readonly ErrorCode PayloadTooLarge = new("payload_too_large", 413, "The request is too large.");
    public static readonly ErrorCode QuotaExceeded = new("quota_exceeded", 413, "There is no room for more of your files.");
    public static readonly ErrorCode UnsupportedMediaType = new("unsupported_media_type", 415, "The body must be application/json.");
    public static readonly ErrorCode FileRefused = new("file_refused", 422, "The file cannot be taken.");
    public static readonly ErrorCode PushEndpointRefused = new(
        "push_endpoint_refused", 422, "This is not the address of a push service: https, and nothing inside a network.");
    public static readonly ErrorCode ChecksumMismatch = new("checksum_mismatch", 460, "The bytes have another checksum: send them again.", Retryable: true);
    public static readonly ErrorCode RateLimited = new("rate_limited", 429, "Too many requests.", Retryable: true);
    public static readonly ErrorCode InternalError = new("internal_error", 500, "Something went wrong on our side.", Retryable: true);
    public static readonly ErrorCode Unavailable = new("unavailable", 503, "A part of the system is down or starting.", Retryable: true);

    static readonly Dictionary<string, ErrorCode> ByCode = typeof(ErrorCode).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => field.GetValue(null)).OfType<ErrorCode>().ToDictionary(error => error.Code);

    /// <summary>The whole catalogue.</summary>
    public static IReadOnlyCollection<ErrorCode> All => ByCode.Values;

    /// <summary>The entry of this code; one that another version of a service added is answered as an internal error.</summary>
    public static ErrorCode Parse(string code) => ByCode.GetValueOrDefault(code, InternalError);

    /// <summary>The general entry of an HTTP status.</summary>
    public static ErrorCode OfStatus(int status) => status switch
    {
        401 => NotSignedIn,
        403 => Forbidden,
        404 => NotFound,
        405 => MethodNotAllowed,
        412 => PreconditionFailed,
        413 => PayloadTooLarge,
        415 => UnsupportedMediaType,
        429 => RateLimited,
        502 or 503 or 504 => Unavailable,
        >= 500 => InternalError,
        _ => InvalidRequest,
    };
}
