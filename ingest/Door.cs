using Akka.Actor;

namespace Analytics.Ingest;

/// <summary>The port of a source that cannot be read: whoever finds it open again after it was closed need not wait any longer.</summary>
/// <param name="source">The source; one without a port is never knocked at.</param>
/// <param name="knock">Knocks.</param>
internal sealed class Door(CameraSource source, Knock knock)
{
    private bool _knocking;
    private bool _wasClosed;

    /// <summary>Whether it can be knocked at.</summary>
    public bool IsThere => source.Endpoint is not null;

    /// <summary>What was found before no longer counts.</summary>
    public void Forget() => _wasClosed = false;

    /// <summary>The answer has come, but is not wanted any more.</summary>
    public void LeaveIt() => _knocking = false;

    /// <summary>Knocks, unless an answer is awaited; it comes to <paramref name="self"/> as a <see cref="CameraSignals.Knocked"/>.</summary>
    public void KnockFor(IActorRef self)
    {
        if (!_knocking && source.Endpoint is var (host, port))
        {
            _knocking = true;
            knock(host, port).PipeTo(self, success: open => new CameraSignals.Knocked(open), failure: _ => new CameraSignals.Knocked(false));
        }
    }

    /// <summary>Takes the answer; true where it has opened.</summary>
    public bool HasOpened(CameraSignals.Knocked answer)
    {
        _knocking = false;
        var opened = answer.Open && _wasClosed;
        _wasClosed |= !answer.Open;
        return opened;
    }
}
