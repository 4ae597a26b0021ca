using Akka.Cluster;
using Analytics.Contracts;

namespace Analytics.Site;

/// <summary>
/// Sees to it that one node of the role match is there where the index is embedded: it alone is notified of changes of the gallery,
/// wherever the folder of another may lie.
/// </summary>
/// <param name="cluster">Knows the nodes.</param>
/// <param name="time">The clock.</param>
public sealed class SoleMatcher(Akka.Cluster.Cluster cluster, TimeProvider time)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);

    /// <summary>How long the one before may take to go: it leaves, or is downed.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Completes once this node may match: no other was there before it, or this one does not come in, and names for itself.
    /// </summary>
    /// <exception cref="FailureException">Another one is there and stays.</exception>
    public async Task CheckAsync(CancellationToken stop)
    {
        var began = time.GetTimestamp();
        while (!stop.IsCancellationRequested && (cluster.SelfMember.Status != MemberStatus.Up || Other() is not null))
        {
            if (time.GetElapsedTime(began) > Timeout)
            {
                if (Other() is { } other)
                {
                    throw Taken(other);
                }

                return;
            }

            await Task.Delay(Poll, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Watches on, for where this node did not come in before; ends only with the token.</summary>
    /// <exception cref="FailureException">It came in, and another one is there.</exception>
    public async Task StayAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            if (cluster.SelfMember.Status == MemberStatus.Up && Other() is { } other)
            {
                throw Taken(other);
            }

            await Task.Delay(Poll, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Why a second one does not run.</summary>
    public static ConflictException Refusal(string fact) => new(
        $"{fact} Only one node with the role match can own an embedded index. For several, set Index:Kind=Qdrant.");

    private static ConflictException Taken(Member other) =>
        Refusal($"Node {ClusterSetup.NodeOf(other.Address)} already has the role match.");

    private Member? Other()
    {
        var self = cluster.SelfMember;
        return cluster.State.Members.FirstOrDefault(member => member.UniqueAddress != self.UniqueAddress && member.HasRole(SiteRoles.Match)
            && member.Status is MemberStatus.Up or MemberStatus.Leaving && member.IsOlderThan(self));
    }
}
