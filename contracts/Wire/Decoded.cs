namespace Analytics.Contracts.Wire;

/// <summary>What became of a message: an event, or the reason why it is none.</summary>
/// <param name="Event">The event; none where there is a fault.</param>
/// <param name="Fault">What is wrong with the message, for people; none where there is an event.</param>
public readonly record struct Decoded(ICameraEvent? Event, string? Fault)
{
    /// <summary>A message that cannot be used.</summary>
    public static Decoded Faulty(string fault) => new(null, fault);
}
