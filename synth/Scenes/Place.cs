using System.Numerics;
using Analytics.Synth.Chance;

namespace Analytics.Synth.Scenes;

/// <summary>A box that stands in a corridor.</summary>
/// <param name="Low">Its corner with the smallest coordinates.</param>
/// <param name="High">Its corner with the largest.</param>
/// <param name="Colour">Linear RGB.</param>
/// <param name="Pattern">0 plain, 1 wood, 2 leaves.</param>
internal readonly record struct Block(Vector3 Low, Vector3 High, Vector3 Colour, int Pattern);

/// <summary>A picture, door or window on a wall.</summary>
/// <param name="Wall">0 the end, −1 left, 1 right.</param>
/// <param name="From">Along the wall, where it begins.</param>
/// <param name="To">Along the wall, where it ends.</param>
/// <param name="Low">Its lower edge.</param>
/// <param name="High">Its upper edge.</param>
/// <param name="Colour">Linear RGB.</param>
/// <param name="Kind">What it is.</param>
internal readonly record struct Panel(int Wall, float From, float To, float Low, float High, Vector3 Colour, PanelKind Kind);

/// <summary>What hangs on a wall or is let into it.</summary>
internal enum PanelKind
{
    /// <summary>A door with a frame.</summary>
    PortProbe,

    /// <summary>A poster.</summary>
    Poster,

    /// <summary>A bright window.</summary>
    Window,
}

/// <summary>
/// A corridor in front of a camera, in centimetres: x to the camera's right, y up from the floor, the end at negative z. Drawn by lot.
/// </summary>
internal sealed class Place
{
    /// <summary>Lamps hang from the ceiling every so many centimetres.</summary>
    public const float LampStep = 260;

    public Place(Dice dice)
    {
        Seed = dice.Whole();
        HalfWidth = dice.Uniform(170, 320);
        Height = dice.Uniform(260, 340);
        Length = dice.Uniform(850, 1500);
        Wall = Tint(dice, dice.Uniform(0.25f, 0.62f), 0.12f);
        Dado = dice.Chance(0.4f) ? Wall * dice.Uniform(0.4f, 0.75f) : Wall;
        Floor = Tint(dice, dice.Uniform(0.06f, 0.3f), 0.15f);
        FloorKind = dice.Below(3);
        Tile = dice.Uniform(40, 90);
        Panels = [.. DrawPanels(dice.Fork("panels"))];
        Blocks = [.. DrawBlocks(dice.Fork("blocks"))];
    }

    public int Seed { get; }

    public float HalfWidth { get; }

    public float Height { get; }

    public float Length { get; }

    public Vector3 Wall { get; }

    /// <summary>The lower part of the walls.</summary>
    public Vector3 Dado { get; }

    public Vector3 Floor { get; }

    /// <summary>0 tiles, 1 boards, 2 carpet.</summary>
    public int FloorKind { get; }

    public float Tile { get; }

    public IReadOnlyList<Panel> Panels { get; }

    public IReadOnlyList<Block> Blocks { get; }

    private static Vector3 Tint(Dice dice, float value, float colour) => value * new Vector3(
        1 + dice.Uniform(-colour, colour), 1 + 0.5f * dice.Uniform(-colour, colour), 1 + dice.Uniform(-colour, colour));

    private IEnumerable<Panel> DrawPanels(Dice dice)
    {
        for (var wall = -1; wall <= 1; wall++)
        {
            var (from, to) = wall == 0 ? (-HalfWidth, HalfWidth) : (-Length, -120);
            var along = from + dice.Uniform(20, 120);
            while (along < to - 110)
            {
                var kind = dice.Pick((0.4f, PanelKind.PortProbe), (0.4f, PanelKind.Poster), (0.2f, PanelKind.Window));
                var (width, low, high) = kind switch
                {
                    PanelKind.PortProbe => (95f, 0f, 210f),
                    PanelKind.Poster => (dice.Uniform(45, 95), dice.Uniform(105, 130), dice.Uniform(175, 205)),
                    _ => (dice.Uniform(80, 160), 95f, 215f),
                };
                if (along + width < to - 10)
                {
                    yield return new Panel(wall, along, along + width, low, high, Tint(dice, dice.Uniform(0.08f, 0.5f), 0.5f), kind);
                }

                along += width + dice.Uniform(50, 240);
            }
        }
    }

    // Along the walls, some of them near enough to hide who passes behind.
    private IEnumerable<Block> DrawBlocks(Dice dice)
    {
        var count = 1 + dice.Below(4);
        for (var i = 0; i < count; i++)
        {
            var side = dice.Chance(0.5f) ? 1 : -1;
            var z = -dice.Uniform(260, Length - 100);
            var (width, height, depth, pattern) = dice.Pick<(float, float, float, int)>(
                (0.4f, (45, 105, 90, 1)), (0.3f, (40, 190, 60, 1)), (0.3f, (50, 150, 50, 2)), (0.25f, (38, 400, 38, 0)));
            var outer = side * (HalfWidth - (height > 300 ? 45 : 0));
            var inner = outer - side * width;
            yield return new Block(
                new Vector3(MathF.Min(outer, inner), 0, z - depth), new Vector3(MathF.Max(outer, inner), MathF.Min(height, Height), z),
                pattern == 2 ? new Vector3(0.05f, 0.11f, 0.035f) : height > 300 ? Wall * 0.9f
                : Tint(dice, dice.Uniform(0.05f, 0.4f), 0.3f), pattern);
        }
    }
}
