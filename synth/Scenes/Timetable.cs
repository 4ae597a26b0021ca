using Analytics.Synth.Chance;
using Analytics.Synth.Figures;
using Analytics.Synth.People;

namespace Analytics.Synth.Scenes;

/// <summary>Who passes a camera when: everybody in an order drawn by lot, again and again, some of them in groups.</summary>
internal static class Timetable
{
    private const float Between = 2;
    // The first are on their way already when it begins.
    private const float Head = 1.5f;
    private const float Far = 700;
    private const float Abreast = 72;
    private const float LongestPassage = 6.5f;

    /// <summary>The passages of one camera in the order of their start.</summary>
    /// <param name="settings">Of the scene.</param>
    /// <param name="camera">Its number, from 0.</param>
    /// <param name="people">All of them.</param>
    public static IReadOnlyList<Passage> Of(SceneSettings settings, int camera, IReadOnlyList<SyntheticPerson> people)
    {
        var order = Enumerable.Range(0, people.Count).ToArray();
        Shuffle(order, Dice.Of(settings.Seed, "order"));
        var dice = Dice.Of(settings.Seed, "timetable", camera);
        // A person comes by at the next camera about half of the round later.
        var turn = (int)((long)camera * people.Count / Math.Max(2, settings.Cameras) % people.Count);
        var last = MathF.Max(1, (float)settings.Seconds - 0.72f * LongestPassage);
        var slots = Math.Max(1, Math.Max((int)(last / Between), Math.Min(people.Count, (int)(last / (0.6f * Between)))));
        // As a rule nobody comes again before having gone.
        var round = LongestPassage / people.Count;
        var gap = slots >= people.Count || people.Count == 1 ? MathF.Max(round, last / slots) : last / slots;
        List<Passage> passages = [];
        var gone = new float[people.Count];
        Array.Fill(gone, float.MinValue);
        for (var slot = 0; slot < slots && slot * gap <= last;)
        {
            var group = Math.Min(dice.Pick((0.72f, 1), (0.2f, 2), (0.08f, 3)), Math.Min(people.Count, slots - slot));
            var speed = dice.Uniform(105, 150);
            var middle = dice.Uniform(-55, 55);
            for (var member = 0; member < group; member++, slot++)
            {
                var person = order[(slot + turn) % people.Count];
                var lane = group == 1 ? middle : 0.3f * middle + (member - (group - 1) / 2f) * Abreast;
                var start = (slot - member) * gap - Head + member * dice.Uniform(0.05f, 0.5f);
                var passage = new Passage(
                    person, start, lane, Far, new Body(people[person]).EyeHeight, speed,
                    dice.Fork($"passage {slot}"));

                // In a small round a group may come before one of it has gone: the others come without.
                if (passage.Start > gone[person])
                {
                    passages.Add(passage);
                    gone[person] = passage.End;
                }
            }
        }

        return passages;
    }

    private static void Shuffle(int[] order, Dice dice)
    {
        for (var i = order.Length - 1; i > 0; i--)
        {
            var other = dice.Below(i + 1);
            (order[i], order[other]) = (order[other], order[i]);
        }
    }
}
