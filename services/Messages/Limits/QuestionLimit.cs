using Chat.ServiceDefaults.RateLimits;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Chat.Messages.Limits;

/// <summary>Questions to Sessions about sessions that a user is not known to be in: trying ids must cost the one who tries.</summary>
sealed class QuestionLimit(IOptions<UserLimitOptions> options, IConnectionMultiplexer redis)
    : SharedUserLimit(
        redis, "questions", options.Value.QuestionsPerSecond, options.Value.QuestionsAtOnce, TimeSpan.FromSeconds(1),
        "You are asking for too many sessions that are not yours; try again in a moment.");
